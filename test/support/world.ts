import { randomBytes, randomUUID } from 'node:crypto'
import Stripe from 'stripe'
import { checkBooks } from '../../src/check/check-books.ts'
import { connect } from '../../src/database/connection.ts'
import { type Server, startServer } from '../../src/main.ts'
import type { App } from '../../src/processor/app.ts'
import { addOrganization, type ProcessorKeys } from '../../src/staff/open-business.ts'
import type { Role } from '../../src/staff/roles.ts'
import { ADDRESS } from './address.ts'
import { createDatabase } from './cluster.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'
import { newWord } from './word.ts'

export const SECRET = 'a secret for tests, of thirty-two characters or more'

/** Onfile, listening, on a database of its own, with a sandbox as its processor. */
export interface World {
  base: string
  server: Server
  databaseUrl: string
  sandbox: Sandbox
  /** Makes an organization with one person of every role, and signs in as them. */
  organization(name?: string): Promise<TestOrganization>
  /** A browser without cookies. */
  nobody: Browser
  /** Throws, naming what does not hold, unless the books add up. */
  expectBooksInOrder(now?: Date): Promise<void>
  stop(): Promise<void>
}

export interface TestOrganization {
  orgId: string
  slug: string
  /** The processor's own client, with the organization's secret key: what a dashboard would see. */
  stripe: Stripe
  /** What the sandbox calls its account there. */
  sandboxAccount: string
  /** For what no request does: what the world outside brings. */
  app: App
  as(role: Role): Browser
}

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect and fail when it is not there
  body: any
}

/** Somebody's HTTP session, same origin, with the headers a page sends. */
export interface Browser {
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  delete(path: string, headers?: Record<string, string>): Promise<Answer>
  /** Takes a payment under a new idempotency key, or the one given. */
  pay(body: Record<string, unknown>, key?: string): Promise<Answer>
  /** The raw request, for what a well-behaved page never sends. */
  send(method: string, path: string, init: RequestInit): Promise<Answer>
  cookie: string
}

const ROLES: Role[] = ['owner', 'administrator', 'billingManager', 'frontDesk', 'readOnly']

export async function startWorld(
  options: { sandbox?: Sandbox; stripeUrl?: string } = {},
): Promise<World> {
  const database = await createDatabase()
  const sandbox = options.sandbox ?? (await startSandbox())
  const server = await startServer({
    databaseUrl: database.url,
    secret: SECRET,
    url: null,
    host: '127.0.0.1',
    port: 0,
    sandboxPort: () => sandbox.port,
    firstRunCode: null,
    stripeKeys: null,
    ...(options.stripeUrl ? { stripeUrl: options.stripeUrl } : {}),
  })
  const base = `http://127.0.0.1:${server.port}`

  return {
    base,
    server,
    databaseUrl: database.url,
    sandbox,
    nobody: browser(base, ''),
    async organization(name = `Studio ${randomBytes(3).toString('hex')}`) {
      return addTestOrganization(server, base, sandbox, name)
    },
    async expectBooksInOrder(now = new Date()) {
      const db = connect(database.url, { connections: 1 })
      try {
        const broken = (await checkBooks(db, now)).filter((finding) => finding.count > 0)
        if (broken.length > 0) throw new Error(JSON.stringify(broken, null, 2))
      } finally {
        await db.destroy()
      }
    },
    async stop() {
      await server.stop()
      if (!options.sandbox) await sandbox.stop()
      await database.drop()
    },
  }
}

async function addTestOrganization(
  server: Server,
  base: string,
  sandbox: Sandbox,
  name: string,
): Promise<TestOrganization> {
  const suffix = newWord()
  const keys: ProcessorKeys = {
    kind: 'sandbox',
    mode: 'test',
    publishableKey: `pk_test_${suffix}`,
    secretKey: `sk_test_${suffix}`,
    webhookSecret: null,
  }
  const staff = []
  for (const role of ROLES) {
    const email = `${role.toLowerCase()}-${suffix}@example.com`
    const loginId = await server.login.create({ name: NAMES[role], email, password: null })
    if (!loginId) throw new Error('a new address is free')
    staff.push({ loginId, name: NAMES[role], email, role })
  }
  const { orgId, slug } = await addOrganization(server.app, SECRET, {
    name,
    currency: 'USD',
    timeZone: 'America/New_York',
    isSample: false,
    savesBeforeSignIn: true,
    keys,
    staff,
  })
  const browsers = new Map<Role, Browser>()
  for (const person of staff) {
    browsers.set(person.role, browser(base, slug, await signIn(server, person.email)))
  }
  return {
    orgId,
    slug,
    sandboxAccount: suffix,
    app: server.app,
    stripe: new Stripe(keys.secretKey, {
      host: '127.0.0.1',
      port: sandbox.port,
      protocol: 'http',
      telemetry: false,
      maxNetworkRetries: 0,
    }),
    as(role) {
      const found = browsers.get(role)
      if (!found) throw new Error(`nobody is ${role}`)
      return found
    },
  }
}

const NAMES: Record<Role, string> = {
  owner: 'Olivia Owner',
  administrator: 'Adam Administrator',
  billingManager: 'Bea Billing',
  frontDesk: 'Fred Frontdesk',
  readOnly: 'Rita Reader',
}

/** The cookies of somebody who just used a sign-in link. */
export async function signIn(server: Server, email: string): Promise<string> {
  const token = await server.login.makeLinkToken(email)
  const redeemed = await server.login.redeemLinkToken(token, new Headers())
  return redeemed.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** A session against `base`, in the organization `slug`. */
export function browser(base: string, slug: string, cookie = ''): Browser {
  async function send(method: string, path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(`${base}${path.startsWith('/api') ? path : `/api/v1${path}`}`, {
      ...init,
      method,
      redirect: 'manual',
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    }
  }
  function call(method: string, path: string, body?: unknown, headers?: Record<string, string>) {
    return send(method, path, {
      headers: {
        origin: base,
        ...(slug ? { 'onfile-organization': slug } : {}),
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }
  return {
    cookie,
    send,
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, body, headers) => call('POST', path, body, headers),
    put: (path, body, headers) => call('PUT', path, body, headers),
    patch: (path, body, headers) => call('PATCH', path, body, headers),
    delete: (path, headers) => call('DELETE', path, undefined, headers),
    pay: (body, key = randomUUID()) => call('POST', '/payments', body, { 'idempotency-key': key }),
  }
}

/** A token of a card as the card form would make one. */
export async function cardToken(
  stripe: Stripe,
  card: string,
  options: { save?: boolean } = {},
): Promise<string> {
  const token = await stripe.testHelpers.confirmationTokens.create({
    payment_method: card,
    ...(options.save ? { setup_future_usage: 'off_session' } : {}),
  })
  return token.id
}

/** A client with an account, an open invoice of `owed` minor units, and a saved card if named. */
export async function clientOwing(
  organization: TestOrganization,
  options: { owed?: number; name?: string; savedCard?: string } = {},
) {
  const desk = organization.as('billingManager')
  const client = await desk.post('/clients', { name: options.name ?? 'Maria Alvarez' })
  const accountId: string = client.body.account.id
  let methodId = ''
  if (options.savedCard) {
    const paid = await desk.pay({
      accountId,
      amount: 100,
      currency: 'USD',
      keepCredit: true,
      invoiceIds: [],
      method: {
        kind: 'new',
        confirmationToken: await cardToken(organization.stripe, options.savedCard, { save: true }),
        save: true,
        billingAddress: ADDRESS,
      },
    })
    if (paid.body.state !== 'succeeded') throw new Error(JSON.stringify(paid.body))
    const billing = await desk.get(`/clients/${client.body.id}/billing`)
    methodId = billing.body.methods[0].id
  }
  let invoiceId = ''
  if (options.owed) {
    const invoice = await desk.post('/invoices', {
      accountId,
      dueOn: '2026-12-01',
      lines: [{ description: 'Lessons', quantity: 1, unitAmount: options.owed }],
    })
    if (invoice.status !== 201) throw new Error(JSON.stringify(invoice.body))
    invoiceId = invoice.body.id
  }
  return { clientId: client.body.id as string, accountId, invoiceId, methodId }
}
