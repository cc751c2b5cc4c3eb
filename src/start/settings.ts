import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { z } from 'zod'

export interface StripeKeys {
  publishableKey: string
  secretKey: string
  webhookSecret: string | null
}

export interface Settings {
  /** `embedded`: Onfile runs its own PostgreSQL. `external`: DATABASE_URL names one; production. */
  database: { kind: 'embedded' } | { kind: 'external'; url: string }
  /** The address people type, without a trailing slash; null in embedded mode unless it was set. */
  url: string | null
  /** Encrypts what is stored of processor accounts; null: `embeddedSecret` makes one and keeps it. */
  secret: string | null
  /** Where the embedded database lives; null: `embeddedDataDirectory` chooses. */
  dataDirectory: string | null
  /** null: 7070, or a free port where that is taken. */
  port: number | null
  host: string
  /** Plain http is taken from public addresses too. */
  allowHttp: boolean
  stripe: StripeKeys | null
}

interface Setting {
  name: string
  meaning: string
  /** Also read from the file that `<name>_FILE` names. */
  secret?: true
}

/** Every setting there is. `onfile config`, the manual and the parser read this one table. */
export const SETTINGS: readonly Setting[] = [
  {
    name: 'DATABASE_URL',
    secret: true,
    meaning: 'PostgreSQL 15 or newer. Without it Onfile runs a PostgreSQL of its own.',
  },
  { name: 'ONFILE_URL', meaning: 'The address people type, such as https://billing.example.com.' },
  {
    name: 'ONFILE_SECRET',
    secret: true,
    meaning: 'At least 32 characters; encrypts the processor keys that Onfile stores.',
  },
  { name: 'ONFILE_DATA', meaning: 'The folder of the embedded database, as an absolute path.' },
  { name: 'ONFILE_PORT', meaning: 'The port to listen on (7070).' },
  { name: 'PORT', meaning: 'Read where ONFILE_PORT is not set.' },
  { name: 'HOST', meaning: 'The address to listen on (127.0.0.1; 0.0.0.0 for every network).' },
  {
    name: 'ONFILE_ALLOW_HTTP',
    meaning: 'yes: plain http from public addresses too, where a proxy in front has one.',
  },
  { name: 'STRIPE_PUBLISHABLE_KEY', meaning: 'pk_… of the first organization.' },
  { name: 'STRIPE_SECRET_KEY', secret: true, meaning: 'sk_… or rk_… of the first organization.' },
  {
    name: 'STRIPE_WEBHOOK_SECRET',
    secret: true,
    meaning: 'whsec_… of the first organization; without it events are polled.',
  },
]

/** All that is wrong with the settings, a sentence each, every one naming its setting. */
export class SettingsError extends Error {
  override name = 'SettingsError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

type Environment = Record<string, string | undefined>

export function readSettings(env: Environment): Settings {
  const problems: string[] = []
  const given = withSecretFiles(env, problems)
  const parsed = schema.safeParse(given)
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => issue.message))
  // A setting that is there but wrong is reported as such, so only absence is looked at here.
  if (given.DATABASE_URL !== undefined) {
    for (const name of ['ONFILE_URL', 'ONFILE_SECRET'] as const) {
      if (given[name] === undefined) problems.push(MISSING[name])
    }
  }
  problems.push(...stripeProblems(given))
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems)

  const { data } = parsed
  return {
    database: data.DATABASE_URL
      ? { kind: 'external', url: data.DATABASE_URL }
      : { kind: 'embedded' },
    url: data.ONFILE_URL ?? null,
    secret: data.ONFILE_SECRET ?? null,
    dataDirectory: data.ONFILE_DATA ?? null,
    port: data.ONFILE_PORT ?? data.PORT ?? null,
    host: data.HOST ?? '127.0.0.1',
    allowHttp: data.ONFILE_ALLOW_HTTP === 'yes',
    stripe:
      data.STRIPE_PUBLISHABLE_KEY && data.STRIPE_SECRET_KEY
        ? {
            publishableKey: data.STRIPE_PUBLISHABLE_KEY,
            secretKey: data.STRIPE_SECRET_KEY,
            webhookSecret: data.STRIPE_WEBHOOK_SECRET ?? null,
          }
        : null,
  }
}

const MISSING = {
  ONFILE_URL:
    'ONFILE_URL is missing: DATABASE_URL is set, so set it to the address people type, such as https://billing.example.com.',
  ONFILE_SECRET:
    'ONFILE_SECRET is missing: DATABASE_URL is set, so set it to at least 32 random characters (openssl rand -hex 32).',
}

function port(name: string) {
  const sentence = `${name} must be a number from 1 to 65535.`
  return z
    .string()
    .regex(/^\d{1,5}$/, sentence)
    .transform(Number)
    .refine((value) => value >= 1 && value <= 65_535, sentence)
    .optional()
}

function startsWith(name: string, prefixes: string[]) {
  return z
    .string()
    .refine(
      (value) => prefixes.some((prefix) => value.startsWith(prefix)),
      `${name} must start with ${prefixes.join(' or ')}.`,
    )
    .optional()
}

const schema = z.object({
  DATABASE_URL: z
    .string()
    .refine(
      isDatabaseUrl,
      'DATABASE_URL must look like postgres://user:password@host:5432/database.',
    )
    .optional(),
  ONFILE_URL: z
    .string()
    .refine(
      isOrigin,
      'ONFILE_URL must be an address without a path, such as https://billing.example.com.',
    )
    .refine(
      (value) => !isOrigin(value) || isSafeOrigin(new URL(value)),
      'ONFILE_URL must begin with https:// (http:// is for this machine and private networks only).',
    )
    .transform((value) => value.replace(/\/+$/, ''))
    .optional(),
  ONFILE_SECRET: z.string().min(32, 'ONFILE_SECRET must have at least 32 characters.').optional(),
  ONFILE_DATA: z.string().refine(isAbsolute, 'ONFILE_DATA must be an absolute path.').optional(),
  ONFILE_PORT: port('ONFILE_PORT'),
  PORT: port('PORT'),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'HOST must be a host name or an IP address.')
    .optional(),
  ONFILE_ALLOW_HTTP: z.literal('yes', 'ONFILE_ALLOW_HTTP must be yes, or left out.').optional(),
  STRIPE_PUBLISHABLE_KEY: startsWith('STRIPE_PUBLISHABLE_KEY', ['pk_test_', 'pk_live_']),
  STRIPE_SECRET_KEY: startsWith('STRIPE_SECRET_KEY', [
    'sk_test_',
    'sk_live_',
    'rk_test_',
    'rk_live_',
  ]),
  STRIPE_WEBHOOK_SECRET: startsWith('STRIPE_WEBHOOK_SECRET', ['whsec_']),
})

/** Blank counts as unset: `NAME=` in an env file means "not this one". */
function withSecretFiles(env: Environment, problems: string[]): Environment {
  const given: Environment = {}
  for (const { name, secret } of SETTINGS) {
    const value = env[name]?.trim()
    const path = secret ? env[`${name}_FILE`]?.trim() : undefined
    if (value) given[name] = value
    if (!path) continue
    if (value) {
      problems.push(`${name} and ${name}_FILE are both set: keep one.`)
      continue
    }
    try {
      given[name] = readFileSync(path, 'utf8').trim() || undefined
    } catch {
      problems.push(`${name}_FILE names a file that cannot be read: ${path}.`)
    }
  }
  return given
}

function stripeProblems(given: Environment): string[] {
  const publishable = given.STRIPE_PUBLISHABLE_KEY
  const secret = given.STRIPE_SECRET_KEY
  if (secret && !publishable) {
    return ['STRIPE_PUBLISHABLE_KEY is missing: STRIPE_SECRET_KEY is set, and the two are a pair.']
  }
  if (publishable && !secret) {
    return ['STRIPE_SECRET_KEY is missing: STRIPE_PUBLISHABLE_KEY is set, and the two are a pair.']
  }
  if (!publishable || !secret) {
    return given.STRIPE_WEBHOOK_SECRET
      ? ['STRIPE_SECRET_KEY is missing: STRIPE_WEBHOOK_SECRET alone is of no use.']
      : []
  }
  return publishable.includes('_live_') === secret.includes('_live_')
    ? []
    : ['STRIPE_PUBLISHABLE_KEY and STRIPE_SECRET_KEY must both be live keys or both be test keys.']
}

function isDatabaseUrl(value: string): boolean {
  const url = URL.parse(value)
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1
}

function isOrigin(value: string): boolean {
  const url = URL.parse(value)
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '' &&
    url.username === ''
  )
}

function isSafeOrigin({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isPrivateHost(hostname)
}

/** Loopback, the private address ranges, and names that only a local network resolves. */
function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (host.includes(':')) return host === '::1' || /^(f[cd]|fe[89ab])/i.test(host)
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) {
    return /^(127|10)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\./.test(host)
  }
  return !host.includes('.') || /\.(localhost|local|lan|internal|home\.arpa)$/.test(host)
}
