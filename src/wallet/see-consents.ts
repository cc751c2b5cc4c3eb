import { recordAct } from '../audit/record.ts'
import { findAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { csv, decimal } from '../http/csv.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { PAGE_ROWS_DEFAULT, page, readInstantCursor } from '../http/paging.ts'
import { readSearch } from '../http/search-field.ts'
import { toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { cardName } from './authorization.ts'
import { channelWords, PURPOSE_WORDS } from './consent-words.ts'
import {
  type ConsentEvent,
  type ConsentFilter,
  chargedUnder,
  eventsOfConsent,
  findConsent,
  type LedgerConsent,
  listConsents,
} from './ledger-store.ts'
import { type Here, limitsJson } from './method-json.ts'

/** More than a spreadsheet opens without complaint is narrowed by filters first. */
const EXPORTED_MAX = 100_000

export interface ConsentQuery extends Omit<ConsentFilter, 'client' | 'accountId'> {
  accountId?: string | undefined
  search?: string | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

/** The consent ledger: of one account, or of all; the newest first. */
export function seeConsents(app: App, caller: Caller, query: ConsentQuery) {
  const filter = readFilter(query)
  const after = readInstantCursor(query.cursor)
  const limit = query.limit ?? PAGE_ROWS_DEFAULT
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'wallet.read')
    await requireAccount(tx, filter)
    const here = await hereOf(app, tx)
    const found = await listConsents(tx, filter, after, limit + 1)
    const { rows, nextCursor } = page(found, limit, (one) => [one.createdAt.toISOString(), one.id])
    return { data: rows.map((one) => consentRowJson(one, here)), nextCursor }
  })
}

/** One authorization with everything that became of it, and what was charged under it. */
export function seeConsent(app: App, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'wallet.read')
    return consentJson(tx, id, await hereOf(app, tx))
  })
}

export async function consentJson(tx: Transaction, id: string, here: Here) {
  const consent = (await findConsent(tx, id)) ?? refuseUnknown('authorization')
  const events = await eventsOfConsent(tx, id)
  const payments = await chargedUnder(tx, id)
  return {
    ...consentRowJson(consent, here),
    wording: consent.wording,
    wordingHash: consent.wordingHash,
    note: consent.note,
    ip: consent.ip,
    userAgent: consent.userAgent,
    events: events.map((event) => eventJson(event, here)),
    payments: payments.map(({ id: paymentId, at, amount, currency, state, brand, last4 }) => ({
      id: toTypeId('pay', paymentId),
      at: at.toISOString(),
      amount: moneyJson(amount, currency),
      state,
      card: brand && last4 ? cardName({ brand, last4 }) : null,
    })),
  }
}

/** The ledger as a file, with the filters of the list. */
export async function exportConsents(
  app: App,
  caller: Caller,
  query: ConsentQuery,
): Promise<string> {
  const filter = readFilter(query)
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'wallet.export')
    await requireAccount(tx, filter)
    const here = await hereOf(app, tx)
    const found = await listConsents(tx, filter, null, EXPORTED_MAX)
    await recordAct(app, tx, caller, actor, 'authorizations.exported', null, {
      rows: found.length,
    })
    return csv([COLUMNS, ...found.map((one) => cellsOf(consentRowJson(one, here), one))], true)
  })
}

const COLUMNS = [
  'Authorization',
  'Account',
  'Method',
  'State',
  'For',
  'Given by',
  'Given',
  'How',
  'Recorded by',
  'From',
  'Wording',
  'Hash of the wording',
  'At most per charge',
  'At most per period',
  'Period',
  'Last day',
  'Ended',
  'Ended by',
  'Why',
]

function cellsOf(row: ReturnType<typeof consentRowJson>, consent: LedgerConsent): string[] {
  const { perCharge, perPeriod, period, endsOn } = row.limits
  return [
    row.id,
    row.account.name,
    row.method ?? '',
    row.state,
    PURPOSE_WORDS[row.purpose],
    row.givenBy,
    row.givenAt,
    row.given,
    row.recordedBy ?? '',
    consent.ip ?? '',
    row.wordingVersion,
    consent.wordingHash,
    perCharge ? decimal(perCharge) : '',
    perPeriod ? decimal(perPeriod) : '',
    period ?? '',
    endsOn ?? '',
    row.ended?.at ?? '',
    row.ended?.by ?? '',
    row.ended?.reason ?? '',
  ]
}

/** An account that is not here is not found, which is not the same as one without consents. */
async function requireAccount(tx: Transaction, { accountId }: ConsentFilter): Promise<void> {
  if (accountId && !(await findAccount(tx, accountId))) refuseUnknown('account')
}

function readFilter(query: ConsentQuery): ConsentFilter {
  return {
    accountId: query.accountId ? readId('acc', query.accountId, 'account') : undefined,
    state: query.state,
    purpose: query.purpose,
    channel: query.channel,
    client: readSearch(query.search) || undefined,
  }
}

export async function hereOf(app: App, tx: Transaction): Promise<Here> {
  const { currency, timeZone } = await theOrganization(tx)
  return { currency, today: todayIn(timeZone, app.clock.now()) }
}

function consentRowJson(consent: LedgerConsent, here: Here) {
  const { accountId, accountName, clientId, brand, last4, endedAt, endedByName } = consent
  const state = stateOf(consent, here.today)
  return {
    id: toTypeId('aut', consent.id),
    account: { id: toTypeId('acc', accountId), name: accountName },
    clientId: clientId && toTypeId('cli', clientId),
    // Without consent in force an organization knows no more of a method than that it was there.
    method: state === 'inForce' && brand && last4 ? cardName({ brand, last4 }) : null,
    methodId: consent.methodId && toTypeId('pm', consent.methodId),
    state,
    purpose: consent.purpose,
    channel: consent.channel,
    how: consent.how,
    given: channelWords(consent.channel, consent.how),
    givenBy: consent.givenBy,
    givenAt: consent.createdAt.toISOString(),
    recordedBy: consent.recordedByName,
    wordingVersion: consent.wordingVersion,
    limits: limitsJson(consent, here.currency),
    ended: endedAt && {
      at: endedAt.toISOString(),
      by: endedByName ?? '',
      reason: consent.reason ?? '',
    },
  }
}

function stateOf({ inForceAt, endedBy, endsOn }: LedgerConsent, today: string) {
  if (!inForceAt) return 'notSaved' as const
  if (endedBy) return endedBy
  return endsOn !== null && endsOn < today ? ('ended' as const) : ('inForce' as const)
}

function eventJson(event: ConsentEvent, here: Here) {
  const { kind, at, byWhom, reason, how, wording, wordingVersion, wordingHash } = event
  return {
    kind,
    at: at.toISOString(),
    by: byWhom,
    reason,
    how,
    limits: kind === 'capped' ? limitsJson(event, here.currency) : null,
    wording:
      wording && wordingVersion && wordingHash
        ? { version: wordingVersion, text: wording, hash: wordingHash }
        : null,
  }
}
