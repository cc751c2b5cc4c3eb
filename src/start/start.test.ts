import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { isAlive, until } from '../database/embedded-process.ts'
import { choosePort } from './choose-port.ts'
import { welcomeLines, withoutPassword } from './print-welcome.ts'
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts'

const dataDirectory = mkdtempSync(join(tmpdir(), 'onfile-start-'))
const program = join(dataDirectory, 'sandbox.mjs')
writeFileSync(
  program,
  `import { createServer } from 'node:http'
   createServer((_, answer) => answer.end(JSON.stringify(process.env))).listen(
     process.env.SANDBOX_PORT, process.env.SANDBOX_HOST,
     () => console.log(JSON.stringify({ ready: true, port: Number(process.env.SANDBOX_PORT) })))`,
)
const options = { databaseUrl: 'postgres://nowhere/x', dataDirectory, host: '127.0.0.1', program }
afterAll(() => rmSync(dataDirectory, { recursive: true }))

test('a preferred port is taken if it is free, else another one', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const other = await choosePort(port)
  expect(other).not.toBe(port)
  taken.close()
  await once(taken, 'close')
  expect(await choosePort(port)).toBe(port)
})

test('the sandbox gets its own settings and none of ours', async () => {
  vi.stubEnv('ONFILE_SECRET', 'x'.repeat(32))
  const sandbox = await startSandboxProcess(options)
  const answer = await fetch(`http://127.0.0.1:${sandbox.port}`)
  const env = (await answer.json()) as Record<string, string>
  expect(env).toMatchObject({ SANDBOX_DATABASE_URL: options.databaseUrl })
  expect(Object.keys(env)).not.toContain('ONFILE_SECRET')
  await sandbox.stop()
  expect(isAlive(sandbox.pid)).toBe(false)
  vi.unstubAllEnvs()
})

test('a sandbox that dies is started again on its port, and keeps it over restarts', async () => {
  const said: string[] = []
  const sandbox = await startSandboxProcess({ ...options, log: (line) => said.push(line) })
  const { pid, port } = sandbox
  process.kill(pid, 'SIGKILL')
  expect(await until(() => sandbox.pid !== pid, 10_000)).toBe(true)
  expect(sandbox.port).toBe(port)
  expect(said).toEqual(['The sandbox stopped (SIGKILL) and is being started again.'])
  await sandbox.stop()

  const next = await startSandboxProcess(options)
  expect(next.port).toBe(port)
  await next.stop()
})

test('a sandbox left by a killed starter is replaced, on the same port', async () => {
  const left = await startSandboxElsewhere()
  left.starter.kill('SIGKILL')
  await once(left.starter, 'exit')
  expect(isAlive(left.pid)).toBe(true)

  const sandbox: SandboxProcess = await startSandboxProcess(options)
  expect(sandbox.port).toBe(left.port)
  expect(isAlive(left.pid)).toBe(false)
  await sandbox.stop()
})

test('a sandbox that cannot start says so, with what it wrote', async () => {
  const broken = join(dataDirectory, 'broken.mjs')
  writeFileSync(broken, `console.error('no database'); process.exit(1)`)
  const said: string[] = []
  await expect(
    startSandboxProcess({ ...options, program: broken, log: (line) => said.push(line) }),
  ).rejects.toThrow('The sandbox did not start')
  await vi.waitUntil(() => said.includes('sandbox: no database'))
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s closes what is open', async (signal) => {
  const child = runStopper(`await say('closed')`)
  await once(child.stdout, 'data')
  child.kill(signal)
  const [[text], [code]] = await Promise.all([once(child.stdout, 'data'), once(child, 'exit')])
  expect(String(text)).toBe('closed')
  expect(code).toBe(0)
})

test('a command that is ended stops the database that it started', async () => {
  const folder = join(tmpdir(), `onfile-command-${randomBytes(6).toString('hex')}`)
  const args = [
    '--input-type=module-typescript',
    '-e',
    `
    import { withDatabase } from ${here('reach-database.ts')}
    const settings = { database: { kind: 'embedded' }, dataDirectory: ${JSON.stringify(folder)} }
    const work = () => new Promise((done) => { setInterval(() => {}, 1000); console.log('at work') })
    await withDatabase(settings, work, { isMade: true })`,
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  const pid = Number(
    readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0],
  )
  expect(isAlive(pid)).toBe(true)
  child.kill('SIGTERM')
  await once(child, 'exit')
  expect(isAlive(pid)).toBe(false)
  rmSync(folder, { recursive: true })
}, 60_000)

test('who asks twice does not wait, and nobody waits for ever', async () => {
  const asking = runStopper('await new Promise(() => {})')
  await once(asking.stdout, 'data')
  asking.kill('SIGINT')
  asking.kill('SIGTERM')
  expect(await once(asking, 'exit')).toEqual([1, null])

  const hanging = runStopper('await new Promise(() => {})', 50)
  await once(hanging.stdout, 'data')
  hanging.kill('SIGINT')
  expect(await once(hanging, 'exit')).toEqual([1, null])
})

test('under npm, the end of the shell above closes what is open', async () => {
  const shell = spawn(
    '/bin/sh',
    [
      '-c',
      '"$0" --input-type=module-typescript -e "$1"; :',
      process.execPath,
      stopper(`await say('closed')`),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, npm_lifecycle_event: 'start' } },
  )
  await once(shell.stdout, 'data')
  shell.kill('SIGKILL')
  const [text] = await once(shell.stdout, 'data')
  expect(String(text)).toBe('closed')
})

test('the welcome answers six questions in their order', () => {
  const address = 'http://localhost:7070'
  expect(
    welcomeLines({
      address,
      signInLink: `${address}/link`,
      data: '/srv/onfile',
      sandbox: true,
      trial: true,
    }),
  ).toMatchInlineSnapshot(`
    [
      "Onfile    http://localhost:7070",
      "Sign in   http://localhost:7070/link (once, within 30 minutes)",
      "Data      /srv/onfile",
      "Sandbox: no real money",
      "Stop      Ctrl-C",
      "Go live   set DATABASE_URL, ONFILE_URL and ONFILE_SECRET",
    ]
  `)
})

test('a database is named without its password', () => {
  expect(withoutPassword('postgres://onfile:hunter2@db.internal:5432/onfile')).toBe(
    'PostgreSQL db.internal:5432/onfile',
  )
})

function stopper(stop: string, patience = 60_000): string {
  return `
    import { stopOnSignals } from ${here('stop-on-signals.ts')}
    const say = (text) => new Promise((done) => process.stdout.write(text, done))
    stopOnSignals(async () => { ${stop} }, ${patience})
    setInterval(() => {}, 1000)
    await say('up')`
}

function runStopper(stop: string, patience?: number) {
  const args = ['--input-type=module-typescript', '-e', stopper(stop, patience)]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function startSandboxElsewhere() {
  const text = `
    import { startSandboxProcess } from ${here('sandbox-process.ts')}
    const { pid, port } = await startSandboxProcess(JSON.parse(process.argv[1]))
    console.log(JSON.stringify({ pid, port }))`
  const starter = spawn(
    process.execPath,
    ['--input-type=module-typescript', '-e', text, JSON.stringify(options)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [line] = await once(starter.stdout, 'data')
  return { starter, ...(JSON.parse(String(line)) as { pid: number; port: number }) }
}

function here(name: string): string {
  return JSON.stringify(join(import.meta.dirname, name))
}
