import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../test/support/sandbox.ts'

/** Stripe's own command line, where npm had it for this machine. */
const CLI = join(
  import.meta.dirname,
  ...['..', 'node_modules', '@stripe', 'cli-linux-x64', 'bin', 'stripe'],
)

/** What the sandbox is about. The rest of Stripe (invoices, products, issuing …) is not in it. */
const OURS = /^(balance|charge|customer|payment_intent|payment_method|payout|setup_intent)\./
const NOT_IN_THE_SANDBOX = [
  'customer.discount.created',
  'customer.discount.deleted',
  'customer.discount.updated',
  'customer.source.created',
  'customer.source.updated',
  'customer.subscription.created',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.trial_will_end',
  'customer.subscription.updated',
  // Bank transfers, and debits in Europe.
  'payment_intent.partially_funded',
  'payment_intent.processing',
]

const TRIGGERED = [
  'balance.available',
  'charge.captured',
  'charge.dispute.closed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.failed',
  'charge.refund.updated',
  'charge.refunded',
  'charge.succeeded',
  'customer.created',
  'customer.deleted',
  'customer.updated',
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.created',
  'payment_intent.payment_failed',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'payment_method.attached',
  'payment_method.detached',
  'payment_method.updated',
  'payout.created',
  'payout.updated',
  'setup_intent.canceled',
  'setup_intent.created',
  'setup_intent.requires_action',
  'setup_intent.setup_failed',
  'setup_intent.succeeded',
]

describe.skipIf(!existsSync(CLI))('the Stripe command line', () => {
  let sandbox: Sandbox
  let home: string
  let server: Server
  const arrivals = new Map<string, Array<{ body: string; signature: string }>>()

  beforeAll(async () => {
    sandbox = await startSandbox()
    home = await mkdtemp(join(tmpdir(), 'stripe-cli-'))
    server = createServer(async (request, response) => {
      const account = String(request.url).slice(1)
      const body = (await buffer(request)).toString()
      const signature = String(request.headers['stripe-signature'])
      arrivals.set(account, [...(arrivals.get(account) ?? []), { body, signature }])
      response.writeHead(200).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })

  afterAll(async () => {
    server.close()
    expect(await sandbox.faultsOfReplies()).toBe('')
    await sandbox.stop()
    await rm(home, { recursive: true, force: true })
  })

  async function stripe(...words: string[]): Promise<{ code: number | null; said: string }> {
    const env = { PATH: process.env.PATH, HOME: home, STRIPE_CLI_TELEMETRY_OPTOUT: '1' }
    const child = spawn(CLI, words, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    const [out, err] = await Promise.all([buffer(child.stdout), buffer(child.stderr)])
    return { code: await ended, said: `${out}${err}` }
  }

  test('every event it can trigger is one of these, or not in the sandbox', async () => {
    const { said } = await stripe('trigger', '--help')
    const listed = said.split('Supported events:')[1]?.split('Usage:')[0] ?? ''
    const known = listed.match(/[a-z_0-9]+(\.[a-z_0-9]+)+/g) ?? []
    expect(known.length).toBeGreaterThan(100)
    const ours = known.filter((one) => OURS.test(one) && !NOT_IN_THE_SANDBOX.includes(one))
    expect(ours.toSorted()).toEqual(TRIGGERED)
  })

  test.each(TRIGGERED)('stripe trigger %s: it happens, and is delivered signed', async (type) => {
    const account = `cli${type.replaceAll(/\W|_/g, '')}000000`
    const client = sandbox.stripe(account)
    const { port } = server.address() as AddressInfo
    const { secret } = await client.webhookEndpoints.create({
      url: `http://127.0.0.1:${port}/${account}`,
      enabled_events: ['*'],
    })
    const key = `sk_test_${account}`
    const { code, said } = await stripe(
      ...['trigger', type, '--api-base', sandbox.url, '--api-key', key],
    )
    expect(code, said).toBe(0)
    const listed = await client.events.list({ type, limit: 1 })
    const event = listed.data[0] as Stripe.Event
    expect(event?.type).toBe(type)
    const delivered = () =>
      (arrivals.get(account) ?? []).map(
        ({ body, signature }) => client.webhooks.constructEvent(body, signature, String(secret)).id,
      )
    await expect.poll(delivered, { timeout: 10_000 }).toContain(event.id)
  })

  /** It triggers nothing of bank accounts in the United States, and sends what a file says. */
  test('stripe fixtures: a bank account is verified, saved, and debited', async () => {
    const file = join(home, 'bank.json')
    const mandate_data = { customer_acceptance: { type: 'offline' } }
    const payment_method_types = ['us_bank_account']
    const us_bank_account = { account_number: '000123456789', routing_number: '110000000' }
    const step = (name: string, path: string, params: object) => ({
      name,
      path: `/v1/${path}`,
      method: 'post',
      params,
    })
    const fixtures = [
      step('customer', 'customers', { name: 'Ann Lee' }),
      step('setup', 'setup_intents', {
        customer: `\${customer:id}`,
        confirm: true,
        mandate_data,
        payment_method_types,
        payment_method_data: {
          type: 'us_bank_account',
          billing_details: { name: 'Ann Lee' },
          us_bank_account,
        },
      }),
      step('verified', `setup_intents/\${setup:id}/verify_microdeposits`, {
        descriptor_code: 'SM11AA',
      }),
      step('payment', 'payment_intents', {
        amount: 2_000,
        confirm: true,
        currency: 'usd',
        customer: `\${customer:id}`,
        off_session: true,
        payment_method: `\${setup:payment_method}`,
        payment_method_types,
      }),
    ]
    await writeFile(file, JSON.stringify({ _meta: { template_version: 0 }, fixtures }))
    const key = 'sk_test_clibank000000'
    const { code, said } = await stripe(
      ...['fixtures', file, '--api-base', sandbox.url, '--api-key', key],
    )
    expect(code, said).toBe(0)
    const { data } = await sandbox.stripe('clibank000000').events.list({ limit: 20 })
    const types = data.map(({ type }) => type)
    expect(types).toContain('setup_intent.succeeded')
    expect(types).toContain('payment_intent.processing')
  })
})
