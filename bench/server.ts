/** Onfile in a process of its own, as it runs in production, against the processor under test. */
import { startServer } from '../src/main.ts'

const [databaseUrl = '', secret = '', processorPort = ''] = process.argv.slice(2)

const server = await startServer({
  databaseUrl,
  secret,
  url: null,
  host: '127.0.0.1',
  port: 0,
  sandboxPort: () => Number(processorPort),
  firstRunCode: null,
  stripeKeys: null,
})
process.stdout.write(`${JSON.stringify({ port: server.port })}\n`)
process.stdin.on('end', () => process.exit(0)).resume()
