/**
 * The process that is killed: Onfile as it is, on a clock that runs fast. It loads everything,
 * then waits for its order, so that the next one stands ready when this one dies.
 */
import { createInterface } from 'node:readline'
import { startServer } from '../../src/main.ts'
import { fastClock, type Pace } from './fast-clock.ts'

export interface Order {
  databaseUrl: string
  secret: string
  sandboxPort: number
  port: number
  pace: Pace
}

const input = createInterface({ input: process.stdin })
// Whoever gave the orders is gone.
input.on('close', () => process.exit(1))
input.once('line', async (line) => {
  const order = JSON.parse(line) as Order
  const server = await startServer({
    databaseUrl: order.databaseUrl,
    secret: order.secret,
    url: null,
    host: '127.0.0.1',
    port: order.port,
    sandboxPort: () => order.sandboxPort,
    firstRunCode: null,
    stripeKeys: null,
  })
  server.app.clock = fastClock(order.pace)
  process.stdout.write(`${JSON.stringify({ port: server.port })}\n`)
})
process.stdout.write(`${JSON.stringify({ loaded: true })}\n`)
