import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Stripe from 'stripe'

const MODULES = join(import.meta.dirname, '..', '..', 'node_modules')
const SDK_TYPES = join(MODULES, 'stripe', 'esm')
const COMPILER = join(MODULES, 'typescript', 'bin', 'tsc')

/** The type of the SDK for each `object` that a reply can be. */
const TYPES: Record<string, string> = {
  balance: 'Stripe.Balance',
  balance_transaction: 'Stripe.BalanceTransaction',
  charge: 'Stripe.Charge',
  confirmation_token: 'Stripe.ConfirmationToken',
  customer: 'Stripe.Customer',
  dispute: 'Stripe.Dispute',
  event: 'Stripe.Event',
  mandate: 'Stripe.Mandate',
  payment_intent: 'Stripe.PaymentIntent',
  payment_method: 'Stripe.PaymentMethod',
  payout: 'Stripe.Payout',
  refund: 'Stripe.Refund',
  setup_attempt: 'Stripe.SetupAttempt',
  setup_intent: 'Stripe.SetupIntent',
  webhook_endpoint: 'Stripe.WebhookEndpoint',
}

export interface Replies {
  httpClient: Stripe.HttpClient
  /** What the types of the SDK say against the replies so far; nothing when all fit. */
  faults(): Promise<string>
}

/** Keeps one of every shape of reply, and has the compiler hold them against the SDK's types. */
export function keepReplies(): Replies {
  const kept = new Map<string, object>()
  const httpClient = Stripe.createNodeHttpClient()
  const makeRequest = httpClient.makeRequest.bind(httpClient)
  httpClient.makeRequest = async (...request) => {
    const response = await makeRequest(...request)
    const toJSON = response.toJSON.bind(response)
    response.toJSON = async () => {
      const body = (await toJSON()) as object
      keep(kept, body)
      return body
    }
    return response
  }
  return { httpClient, faults: () => compile([...kept.values()]) }
}

/** Lists are kept item by item, so that one of each kind is enough. */
function keep(kept: Map<string, object>, body: object): void {
  const { object, data } = body as { object?: string; data?: object[] }
  if (object === 'list') for (const item of data ?? []) keep(kept, item)
  const shown = object === 'list' ? { ...body, data: [] } : withoutFormerParts(body)
  const shape = JSON.stringify(shapeOf(shown))
  if (!kept.has(shape)) kept.set(shape, shown)
}

/** Of an object within, events tell only what changed; the SDK's types know whole ones only. */
function withoutFormerParts(body: object): object {
  const { object, data } = body as { object?: string; data?: { previous_attributes?: object } }
  if (object !== 'event' || data?.previous_attributes === undefined) return body
  const plain = Object.entries(data.previous_attributes).filter(
    ([, value]) => value === null || typeof value !== 'object' || Array.isArray(value),
  )
  return { ...body, data: { ...data, previous_attributes: Object.fromEntries(plain) } }
}

/** Words stay, because they may be of a fixed set; other values count by their kind. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value === 'string') return /^[a-z_.]{1,50}$/.test(value) ? value : 'text'
  if (value === null || typeof value !== 'object') return value === null ? null : typeof value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]))
}

function typeOf(reply: object): string {
  const { object, deleted } = reply as { object?: string; deleted?: boolean }
  if (object === undefined) return '{ error: Partial<Stripe.StripeRawError> }'
  if (object === 'list') return 'Stripe.ApiList<never>'
  const known = TYPES[object]
  if (deleted === true && known !== undefined) return known.replace('.', '.Deleted')
  return known ?? `never /* ${object} is not among the known objects */`
}

async function compile(replies: object[]): Promise<string> {
  const cache = join(MODULES, '.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'replies-'))
  try {
    await copyStrictTypes(join(folder, 'stripe'))
    const lines = replies.map(
      (reply, index) => `export const reply${index}: ${typeOf(reply)} = ${JSON.stringify(reply)}`,
    )
    const source = ["import type { Stripe } from './stripe/stripe.esm.node.js'", ...lines]
    await writeFile(join(folder, 'replies.ts'), `${source.join('\n')}\n`)
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(CONFIG))
    return await diagnostics(folder, replies)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const CONFIG = {
  compilerOptions: {
    target: 'es2024',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  },
  files: ['replies.ts'],
}

/** The SDK lets every set of words have others beside; in this copy the words named are all. */
async function copyStrictTypes(target: string): Promise<void> {
  await cp(SDK_TYPES, target, {
    recursive: true,
    filter: (path) => !path.endsWith('.js') && !path.endsWith('.map'),
  })
  const shared = join(target, 'shared.d.ts')
  const text = await readFile(shared, 'utf8')
  const open = 'export type OtherString = string & Record<never, never>;'
  if (!text.includes(open)) throw new Error('The SDK opens its sets of words in another way now.')
  await writeFile(shared, text.replace(open, 'export type OtherString = never;'))
  await writeFile(join(dirname(shared), 'package.json'), JSON.stringify({ type: 'module' }))
}

function diagnostics(folder: string, replies: object[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const words = [COMPILER, '-p', folder, '--pretty', 'false']
    execFile(process.execPath, words, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error !== null && stdout === '') reject(new Error(stderr || error.message))
      else resolve(stdout.trim() === '' ? '' : `${replies.length} shapes of replies:\n${stdout}`)
    })
  })
}
