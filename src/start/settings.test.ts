import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSettings, SettingsError } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'settings-'))
afterAll(() => rmSync(folder, { recursive: true }))

const production = {
  DATABASE_URL: 'postgres://onfile:secret@db.internal:5432/onfile',
  ONFILE_URL: 'https://billing.example.com/',
  ONFILE_SECRET: 'x'.repeat(32),
}

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env)
    return []
  } catch (error) {
    if (error instanceof SettingsError) return error.problems
    throw error
  }
}

test('nothing set means an embedded database, this machine only', () => {
  expect(readSettings({})).toEqual({
    database: { kind: 'embedded' },
    url: null,
    secret: null,
    dataDirectory: null,
    port: null,
    host: '127.0.0.1',
    allowHttp: false,
    stripe: null,
  })
})

test('production is three settings', () => {
  expect(readSettings(production)).toMatchObject({
    database: { kind: 'external', url: production.DATABASE_URL },
    url: 'https://billing.example.com',
    secret: production.ONFILE_SECRET,
  })
})

test('everything that is wrong is named at once, a sentence each', () => {
  const problems = problemsOf({
    DATABASE_URL: 'mysql://db/onfile',
    ONFILE_SECRET: 'short',
    PORT: '0',
    STRIPE_SECRET_KEY: 'sk_live_1',
  })
  const named = problems.map((sentence) => sentence.split(' ')[0])
  expect(named.sort()).toEqual([
    'DATABASE_URL',
    'ONFILE_SECRET',
    'ONFILE_URL',
    'PORT',
    'STRIPE_PUBLISHABLE_KEY',
  ])
  for (const sentence of problems) expect(sentence).toMatch(/\.$/)
})

test.each([
  ['http://localhost:7070', true],
  ['http://127.0.0.1', true],
  ['http://[::1]:7070', true],
  ['http://192.168.1.20:7070', true],
  ['http://172.20.0.3', true],
  ['http://desk.local', true],
  ['http://onfile', true],
  ['http://172.32.0.3', false],
  ['http://billing.example.com', false],
  ['http://10.example.com', false],
  ['https://billing.example.com/app', false],
  ['https://user@billing.example.com', false],
  ['billing.example.com', false],
  ['ftp://billing.example.com', false],
])('ONFILE_URL %s: %s', (url, allowed) => {
  expect(problemsOf({ ...production, ONFILE_URL: url }).length === 0).toBe(allowed)
})

test('one wrong setting is one sentence', () => {
  expect(problemsOf({ ...production, ONFILE_URL: 'not an address' })).toHaveLength(1)
})

test('a blank setting is an unset one', () => {
  expect(readSettings({ DATABASE_URL: ' ', PORT: '' })).toEqual(readSettings({}))
})

test('a secret may lie in a file', () => {
  const path = join(folder, 'secret')
  writeFileSync(path, `${'y'.repeat(40)}\n`)
  const { ONFILE_SECRET, ...rest } = production
  expect(readSettings({ ...rest, ONFILE_SECRET_FILE: path }).secret).toBe('y'.repeat(40))
  expect(problemsOf({ ...production, ONFILE_SECRET_FILE: path })).toEqual([
    'ONFILE_SECRET and ONFILE_SECRET_FILE are both set: keep one.',
  ])
  expect(problemsOf({ ...rest, ONFILE_SECRET_FILE: join(folder, 'none') })[0]).toContain(
    'ONFILE_SECRET_FILE names a file that cannot be read',
  )
})

test('Stripe keys are a pair of one mode', () => {
  const pair = { STRIPE_PUBLISHABLE_KEY: 'pk_test_1', STRIPE_SECRET_KEY: 'rk_test_1' }
  expect(readSettings(pair).stripe).toEqual({
    publishableKey: 'pk_test_1',
    secretKey: 'rk_test_1',
    webhookSecret: null,
  })
  expect(problemsOf({ ...pair, STRIPE_SECRET_KEY: 'sk_live_1' })).toEqual([
    'STRIPE_PUBLISHABLE_KEY and STRIPE_SECRET_KEY must both be live keys or both be test keys.',
  ])
})

test('ONFILE_PORT goes before PORT', () => {
  expect(readSettings({ ONFILE_PORT: '7071', PORT: '8080' }).port).toBe(7071)
})
