import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { asAuditor, rows } from '../database/transaction.ts'
import { toTypeId } from '../kit/id.ts'
import { systemClock } from '../kit/time.ts'
import { unseal } from '../processor/seal.ts'
import { stripeProcessor } from '../processor/stripe.ts'
import type { Finding } from './doctor-findings.ts'
import { lastSandboxPort } from './last-sandbox-port.ts'
import type { Settings } from './settings.ts'

interface AccountSeen {
  organization: string
  id: string
  kind: 'stripe' | 'sandbox'
  mode: 'test' | 'live'
  secretKeySealed: Buffer
  hasWebhook: boolean
  /** When the newest webhook came. */
  webhookAt: Date | null
  /** Events of the last day, by what brought them first. */
  byWebhook: number
  byPoll: number
}

interface Circumstances {
  settings: Settings
  secret: string
  now: Date
}

/** Each processor account: its keys, its webhooks, and whether its clock is ours. */
export async function processorFindings(
  db: Database,
  circumstances: Circumstances,
): Promise<Finding[]> {
  const accounts = await findAccounts(db, circumstances.now)
  if (accounts.length === 0) {
    return [
      {
        name: 'processor',
        verdict: 'warning',
        says: 'no organization has one, so no card can be charged',
        todo: 'Set STRIPE_PUBLISHABLE_KEY and STRIPE_SECRET_KEY, then start Onfile again.',
      },
    ]
  }
  const findings: Finding[] = []
  for (const account of accounts) {
    findings.push(await keyFinding(account, circumstances))
    findings.push(webhookFinding(account, circumstances))
  }
  const live = accounts.find((account) => account.kind === 'stripe')
  const place = live ? STRIPE : sandboxUrl(circumstances.settings)
  if (place) findings.push(await clockFinding(place))
  return findings
}

const STRIPE = 'https://api.stripe.com'
const DAY_MS = 86_400_000

function findAccounts(db: Database, now: Date): Promise<AccountSeen[]> {
  const since = new Date(now.getTime() - DAY_MS)
  return asAuditor(db, (tx) =>
    rows(
      tx,
      sql`select o.name as organization, a.id, a.kind, a.mode, a.secret_key_sealed as "secretKeySealed",
            a.webhook_secret_sealed is not null as "hasWebhook",
            (select max(e.received_at) from processor_event e
              where e.org_id = a.org_id and e.processor_account_id = a.id and e.door = 'webhook') as "webhookAt",
            day."byWebhook", day."byPoll"
          from processor_account a join organization o on o.id = a.org_id
          cross join lateral (
            select count(*) filter (where e.door = 'webhook')::int as "byWebhook",
              count(*) filter (where e.door = 'poll')::int as "byPoll"
            from processor_event e where e.org_id = a.org_id and e.processor_account_id = a.id
              and e.received_at > ${since}) day
          order by a.created_at`,
    ),
  )
}

/** A read with the account's own key: what the next charge will need. */
async function keyFinding(account: AccountSeen, where: Circumstances): Promise<Finding> {
  const name = `keys of ${account.organization}`
  const what = account.kind === 'sandbox' ? 'sandbox, no real money' : `Stripe, ${account.mode}`
  const baseUrl = account.kind === 'sandbox' ? sandboxUrl(where.settings) : STRIPE
  if (baseUrl === null) {
    return {
      name,
      verdict: 'error',
      says: `${what}: there is no sandbox in production`,
      todo: 'Make an organization with Stripe’s keys for real business.',
    }
  }
  let secretKey: string
  try {
    secretKey = unseal(where.secret, account.secretKeySealed)
  } catch (error) {
    return { name, verdict: 'error', says: what, todo: (error as Error).message }
  }
  const read = await stripeProcessor({ secretKey, baseUrl }).listEvents(where.now)
  if (read.is === 'answered') return { name, verdict: 'ok', says: `${what}: accepted by a read` }
  if (read.is === 'noAccess') {
    return {
      name,
      verdict: 'error',
      says: `${what}: the processor refuses the key`,
      todo: 'Compare it with the dashboard: it was revoked, or is restricted too far.',
    }
  }
  const away: Finding = { name, verdict: 'warning', says: `${what}: no answer from ${baseUrl}` }
  return account.kind === 'sandbox'
    ? { ...away, todo: 'It runs while Onfile does: start Onfile, then ask again.' }
    : { ...away, verdict: 'error', todo: 'Let this machine reach api.stripe.com over https.' }
}

/** The poll finds what webhooks lost; now and then it is merely quicker. */
const POLL_SHARE_MAX = 0.1

function webhookFinding(account: AccountSeen, { settings, now }: Circumstances): Finding {
  const name = `webhooks of ${account.organization}`
  const { byWebhook, byPoll } = account
  const address = `${settings.url ?? ''}/webhooks/${toTypeId('prc', account.id)}`
  const came = account.webhookAt ? `the last came ${ago(now, account.webhookAt)}` : 'none came yet'
  const says = account.hasWebhook ? came : 'not set up: events are polled every 15 seconds'
  if (account.kind === 'sandbox') return { name, verdict: 'ok', says }
  if (!account.hasWebhook) {
    const todo = `Add ${address} in Stripe’s dashboard and set STRIPE_WEBHOOK_SECRET.`
    return { name, verdict: 'warning', says, todo }
  }
  if (byPoll <= byWebhook * POLL_SHARE_MAX) return { name, verdict: 'ok', says }
  return {
    name,
    verdict: 'warning',
    says: `${says}; ${byPoll} of the last day’s ${byPoll + byWebhook} events were found by polling`,
    todo: `Stripe’s dashboard shows what ${address} answered to each delivery.`,
  }
}

const CLOCK_SECONDS_WARNING = 5
/** Signatures of webhooks are refused after five minutes. */
const CLOCK_SECONDS_ERROR = 120
const ANSWER_PATIENCE_MS = 10_000

/** Compares our clock with the Date header of whoever answers at `place`. */
export async function clockFinding(place: string): Promise<Finding> {
  const name = 'clock'
  const sent = systemClock.now().getTime()
  const answer = await fetch(`${place}/healthcheck`, {
    signal: AbortSignal.timeout(ANSWER_PATIENCE_MS),
  }).catch(() => null)
  await answer?.body?.cancel()
  const date = Date.parse(answer?.headers.get('date') ?? '')
  if (Number.isNaN(date)) {
    return { name, verdict: 'warning', says: `not compared: ${new URL(place).host} gave no date` }
  }
  // The header has whole seconds, and the answer took its time.
  const between = (sent + systemClock.now().getTime()) / 2
  const seconds = Math.round((between - date - 500) / 1000)
  const says =
    Math.abs(seconds) <= 1
      ? 'agrees with the processor’s'
      : `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the processor’s`
  const todo = 'Let this machine set its clock by NTP.'
  if (Math.abs(seconds) > CLOCK_SECONDS_ERROR) return { name, verdict: 'error', says, todo }
  if (Math.abs(seconds) > CLOCK_SECONDS_WARNING) return { name, verdict: 'warning', says, todo }
  return { name, verdict: 'ok', says }
}

/** Where the sandbox of this installation listened last; null where there is none. */
function sandboxUrl(settings: Settings): string | null {
  const port = settings.database.kind === 'embedded' ? lastSandboxPort(settings) : null
  return port === null ? null : `http://127.0.0.1:${port}`
}

function ago(now: Date, then: Date): string {
  const minutes = Math.round((now.getTime() - then.getTime()) / 60_000)
  if (minutes < 2) return 'a moment ago'
  if (minutes < 120) return `${minutes} minutes ago`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} hours ago` : `${Math.round(hours / 24)} days ago`
}
