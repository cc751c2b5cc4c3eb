import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Stripe from 'stripe'
import { keepReplies } from './replies.ts'

export interface Sandbox {
  port: number
  /** `http://127.0.0.1:PORT` */
  url: string
  /** The real client, for the sandbox account `account`; without retries unless asked for. */
  stripe(account: string, config?: Stripe.StripeConfig): Stripe
  /** What the types of the SDK say against the replies to `stripe`; nothing when all fit. */
  faultsOfReplies(): Promise<string>
  /** Calls a `/_sandbox` route: with a body it posts, without one it gets. */
  control<T = unknown>(path: string, body?: unknown): Promise<T>
  /** Ends it as kill -9 does. */
  kill(): Promise<void>
  stop(): Promise<void>
}

const ENTRY = join(import.meta.dirname, '..', '..', 'sandbox', 'main.ts')

/** Starts a sandbox as the product does: a process of its own, on a free port. */
export async function startSandbox(options: { databaseUrl?: string } = {}): Promise<Sandbox> {
  const child = spawn(process.execPath, [ENTRY], {
    env: {
      ...process.env,
      SANDBOX_PORT: '0',
      SANDBOX_UNTIL_STDIN_ENDS: '1',
      SANDBOX_DATABASE_URL: options.databaseUrl ?? '',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const port = await readPort(child)
  const url = `http://127.0.0.1:${port}`
  const replies = keepReplies()
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  return {
    port,
    url,
    stripe: (account, config) =>
      new Stripe(`sk_test_${account}`, {
        ...clientConfig(port),
        httpClient: replies.httpClient,
        ...config,
      }),
    faultsOfReplies: replies.faults,
    control: (path, body) => control(`${url}/_sandbox/${path}`, body),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}

function clientConfig(port: number): Stripe.StripeConfig {
  const place = { host: '127.0.0.1', port, protocol: 'http' } as const
  return { ...place, telemetry: false, maxNetworkRetries: 0 }
}

async function readPort(child: ChildProcess): Promise<number> {
  const said: string[] = []
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  if (child.stdout === null) throw new Error('The sandbox has no output to read.')
  for await (const line of createInterface({ input: child.stdout })) {
    const { ready, port } = JSON.parse(line) as { ready?: boolean; port?: number }
    if (ready === true && port !== undefined) return port
  }
  throw new Error(`The sandbox did not start. ${said.join('')}`)
}

async function control<T>(address: string, body: unknown): Promise<T> {
  const response = await fetch(
    address,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
  )
  if (!response.ok)
    throw new Error(`${address} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}
