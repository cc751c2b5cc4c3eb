import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { answerError } from './answer-errors.ts'
import { isPrivateAddress } from './private-address.ts'
import { privateNetworkOnly } from './private-network.ts'
import { securityHeaders } from './security.ts'

test.each([
  ['127.0.0.1', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['::ffff:10.1.2.3', true],
  ['10.200.0.9', true],
  ['172.16.0.1', true],
  ['172.32.0.1', false],
  ['192.168.178.20', true],
  ['192.169.0.1', false],
  ['100.100.1.1', true],
  ['fe80::1%eth0', true],
  ['fd12:3456::1', true],
  ['203.0.113.9', false],
  ['::ffff:203.0.113.9', false],
  ['2001:db8::1', false],
  ['', false],
  ['localhost', false],
])('%s is private: %s', (address, isPrivate) => {
  expect(isPrivateAddress(address)).toBe(isPrivate)
})

test('plain http from outside is refused before anything is read', async () => {
  const web = new Hono()
  web.onError(answerError(() => {}) as never)
  web.use(privateNetworkOnly as never)
  web.get('/', (c) => c.text('in'))
  const from = (remoteAddress: string) =>
    web.request('http://billing.example.com/', {}, { incoming: { socket: { remoteAddress } } })
  const outside = await from('203.0.113.9')
  expect(outside.status).toBe(403)
  expect(await outside.json()).toMatchObject({ code: 'https_required', moneyMoved: 'no' })
  expect((await from('10.0.0.7')).status).toBe(200)
})

test.each([true, false])('who came by https (%s) is told to stay there', async (isSecure) => {
  const web = new Hono()
  const none = { script: [], frame: [], connect: [] }
  web.use(securityHeaders(() => none, isSecure) as never)
  web.get('/', (c) => c.text('in'))
  const answer = await web.request('http://127.0.0.1/')
  expect(answer.headers.has('strict-transport-security')).toBe(isSecure)
})
