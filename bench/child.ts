import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Child {
  port: number
  stop(): Promise<void>
}

/** Starts a program of this repository that prints its port and ends when its input does. */
export async function startChild(
  program: string,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<Child> {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const port = await portOf(child, program)
  return {
    port,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.stdin.end()
      await gone
    },
  }
}

async function portOf(child: ChildProcess, program: string): Promise<number> {
  if (child.stdout) {
    for await (const line of createInterface({ input: child.stdout })) {
      return (JSON.parse(line) as { port: number }).port
    }
  }
  throw new Error(`${program} did not start.`)
}
