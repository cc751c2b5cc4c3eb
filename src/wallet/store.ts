import { type RawBuilder, sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { BankAccount, Card, VerificationKind } from '../processor/processor.ts'
import {
  type BillingAddress,
  COVERED_BY,
  type Purpose,
  type SavedMethod,
  STAFF_CHARGES,
} from './authorization.ts'

const METHOD = sql`m.id, m.account_id as "accountId", m.processor_account_id as "processorAccountId",
  m.processor_method_id as "processorMethodId", m.wallet_group as "walletGroup", m.kind, m.brand, m.last4, m.exp_month as "expMonth",
  m.exp_year as "expYear", m.bank_name as "bankName", m.account_type as "accountType",
  m.holder_type as "holderType", m.verification, m.verification_kind as "verificationKind",
  m.verification_arrives_on::text as "verificationArrivesOn", m.verification_ends_at as "verificationEndsAt",
  m.verification_tries as "verificationTries", m.mandate_id as "mandateId", m.mandate_state as "mandateState",
  m.debit_most as "debitMost",
  (select s.id from method_setup s where s.method_id = m.id and s.state = 'verifying') as "setupId",
  m.return_code as "returnCode", m.fingerprint, m.nickname, m.is_default as "isDefault",
  m.billing_address as "billingAddress", m.removed_at as "removedAt",
  m.do_not_charge_at as "doNotChargeAt", z.*`

type MethodRow = Omit<SavedMethod, 'consent'> & ConsentColumns

interface ConsentColumns {
  consentId: string | null
  consentPurpose: Purpose['is']
  rootId: string
  consentAt: Date
  endedAt: Date | null
  endedBy: 'revoked' | 'ended' | null
  perCharge: bigint | null
  perPeriod: bigint | null
  period: 'day' | 'week' | 'month' | null
  endsOn: string | null
}

/** The newest consent of a method that nothing has ended; else the newest that was. */
function consentIn(covering: RawBuilder<unknown>) {
  return sql`left join lateral (
    select a.id as "consentId", a.purpose as "consentPurpose", g.root_id as "rootId", g.at as "consentAt",
      ended.at as "endedAt", ended.kind as "endedBy",
      case when c.is_set then c.cap_per_charge else a.cap_per_charge end as "perCharge",
      case when c.is_set then c.cap_per_period else a.cap_per_period end as "perPeriod",
      case when c.is_set then c.cap_period else a.cap_period end as "period",
      case when c.is_set then c.ends_on else a.ends_on end as "endsOn"
    from authorization_event g
    join "authorization" a on a.org_id = g.org_id and a.id = g.authorization_id
    left join lateral (
      select e.at, e.kind from authorization_event e
      where e.org_id = g.org_id and e.authorization_id = g.authorization_id and e.kind in ('revoked', 'ended')
      order by e.seq limit 1) ended on true
    left join lateral (
      select true as is_set, e.cap_per_charge, e.cap_per_period, e.cap_period, e.ends_on
      from authorization_event e
      where e.org_id = g.org_id and e.authorization_id = g.authorization_id and e.kind = 'capped'
      order by e.seq desc limit 1) c on true
    where g.org_id = m.org_id and g.method_id = m.id and g.kind = 'in_force' ${covering}
    order by (ended.at is null) desc, (a.purpose = 'staff_charges') desc, g.at desc limit 1) z on true`
}

const ANY_CONSENT = consentIn(sql``)

function consentFor(purpose: Purpose) {
  const covering = COVERED_BY[purpose.is]
  const id = 'id' in purpose ? purpose.id : null
  return consentIn(
    sql`and a.purpose = any(${covering}::text[]) and (a.purpose_id is null or a.purpose_id = ${id}::uuid)`,
  )
}

function methodOf(found: MethodRow): SavedMethod {
  const { consentId, consentPurpose, rootId, consentAt, endedAt, endedBy, ...rest } = found
  const { perCharge, perPeriod, period, endsOn, ...method } = rest
  return {
    ...method,
    consent: consentId
      ? {
          id: consentId,
          purpose: consentPurpose,
          rootId,
          at: consentAt,
          endedAt,
          endedBy,
          perCharge,
          perPeriod,
          period,
          endsOn,
        }
      : null,
  } as SavedMethod
}

async function oneMethod(tx: Transaction, statement: RawBuilder<unknown>) {
  const found = await row<MethodRow>(tx, statement)
  return found && methodOf(found)
}

/** A method with the consent that a charge for this purpose stands on. */
export function findMethod(
  tx: Transaction,
  id: string,
  purpose: Purpose = STAFF_CHARGES,
): Promise<SavedMethod | undefined> {
  return oneMethod(
    tx,
    sql`select ${METHOD} from payment_method m ${consentFor(purpose)} where m.id = ${id}`,
  )
}

/** A method with whatever consent lets this organization see it. */
export function findMethodShown(tx: Transaction, id: string): Promise<SavedMethod | undefined> {
  return oneMethod(
    tx,
    sql`select ${METHOD} from payment_method m ${ANY_CONSENT} where m.id = ${id}`,
  )
}

export function lockMethod(tx: Transaction, id: string): Promise<SavedMethod | undefined> {
  return oneMethod(
    tx,
    sql`select ${METHOD} from payment_method m ${ANY_CONSENT} where m.id = ${id} for update of m`,
  )
}

/** The wallet as this organization sees it. */
export async function methodsOfAccount(tx: Transaction, accountId: string): Promise<SavedMethod[]> {
  const found = await rows<MethodRow>(
    tx,
    sql`select ${METHOD} from payment_method m ${ANY_CONSENT}
        where m.account_id = ${accountId} and m.removed_at is null
        order by m.is_default desc, m.id desc`,
  )
  return found.map(methodOf)
}

/** The same number saved before: a card or a bank account that is in the wallet still. */
export function findMethodByNumber(
  tx: Transaction,
  accountId: string,
  processorAccountId: string,
  fingerprint: string,
): Promise<{ id: string; processorMethodId: string } | undefined> {
  return row(
    tx,
    sql`select id, processor_method_id as "processorMethodId" from payment_method where account_id = ${accountId}
          and processor_account_id = ${processorAccountId} and fingerprint = ${fingerprint}
          and removed_at is null order by (verification is null or verification = 'verified') desc limit 1`,
  )
}

export async function insertMethod(
  tx: Transaction,
  method: {
    orgId: string
    id: string
    accountId: string
    processorAccountId: string
    processorMethodId: string
    walletGroup: string
    facts: CardFacts | BankFacts
    now: Date
  },
): Promise<void> {
  const { facts } = method
  const card = facts.kind === 'card' ? facts : null
  const bank = facts.kind === 'bankAccount' ? facts : null
  await run(
    tx,
    sql`insert into payment_method (org_id, id, account_id, processor_account_id, processor_method_id,
          wallet_group, kind, brand, last4, exp_month, exp_year, bank_name, account_type, holder_type,
          verification, verification_kind, verification_arrives_on, verification_ends_at, mandate_id,
          mandate_state, debit_most, fingerprint, is_default, created_at)
        values (${method.orgId}, ${method.id}, ${method.accountId}, ${method.processorAccountId},
          ${method.processorMethodId}, ${method.walletGroup}, ${facts.kind}, ${card?.brand ?? null}, ${facts.last4},
          ${card?.expMonth ?? null}, ${card?.expYear ?? null}, ${bank?.bankName ?? null},
          ${bank?.accountType ?? null}, ${bank?.holderType ?? null}, ${bank?.verification ?? null},
          ${bank?.pending?.kind ?? null}, ${bank?.pending?.arrivesOn ?? null}::date, ${bank?.pending?.endsAt ?? null},
          ${bank?.mandateId ?? null}, ${bank ? mandateState(bank) : null}, ${bank?.debitMost ?? null},
          ${facts.fingerprint},
          not exists (select from payment_method other where other.account_id = ${method.accountId}
            and other.is_default and other.removed_at is null)
            and ${bank === null || bank.verification === 'verified'},
          ${method.now})`,
  )
}

/** What is kept of a card. */
export type CardFacts = Pick<Card, 'brand' | 'last4' | 'expMonth' | 'expYear' | 'fingerprint'> & {
  kind: 'card'
}

/** What is kept of a bank account; `pending` while its small deposits are awaited. */
export type BankFacts = BankAccount & {
  kind: 'bankAccount'
  debitMost: bigint | null
  verification: 'verified' | 'pending'
  pending: { kind: VerificationKind; arrivesOn: string; endsAt: Date } | null
}

function mandateState({ mandateId, verification }: BankFacts): string | null {
  if (!mandateId) return null
  return verification === 'verified' ? 'active' : 'pending'
}

/** The same number added again: the newer token, date and agreement are the ones to use. */
export async function renewMethod(
  tx: Transaction,
  id: string,
  processorMethodId: string,
  facts: CardFacts | BankFacts,
): Promise<void> {
  const anew =
    facts.kind === 'card'
      ? sql`exp_month = ${facts.expMonth}, exp_year = ${facts.expYear}`
      : sql`verification = ${facts.verification}, verification_kind = ${facts.pending?.kind ?? null},
          verification_arrives_on = ${facts.pending?.arrivesOn ?? null}::date,
          verification_ends_at = ${facts.pending?.endsAt ?? null}, verification_tries = 0,
          mandate_id = ${facts.mandateId ?? null}, mandate_state = ${mandateState(facts)},
          debit_most = ${facts.debitMost}, return_code = null`
  await run(
    tx,
    sql`update payment_method set processor_method_id = ${processorMethodId}, do_not_charge_at = null, ${anew}
        where id = ${id}`,
  )
}

/** What the card's bank changed, by the processor: the number, the date, the brand. */
export async function takeOverCard(
  tx: Transaction,
  id: string,
  { brand, last4, expMonth, expYear, fingerprint }: Card,
): Promise<void> {
  await run(
    tx,
    sql`update payment_method set brand = ${brand}, last4 = ${last4}, exp_month = ${expMonth},
          exp_year = ${expYear}, fingerprint = coalesce(${fingerprint}, fingerprint)
        where id = ${id} and kind = 'card'`,
  )
}

export async function setMandateInactive(tx: Transaction, id: string): Promise<void> {
  await run(
    tx,
    sql`update payment_method set mandate_state = 'inactive' where id = ${id} and mandate_id is not null`,
  )
}

/** A method by what the processor calls it, or by its mandate there. */
export function findMethodOfProcessor(
  tx: Transaction,
  processorAccountId: string,
  named: { method: string } | { mandate: string },
): Promise<SavedMethod | undefined> {
  const which =
    'method' in named
      ? sql`m.processor_method_id = ${named.method}`
      : sql`m.mandate_id = ${named.mandate}`
  return oneMethod(
    tx,
    sql`select ${METHOD} from payment_method m ${ANY_CONSENT}
        where m.processor_account_id = ${processorAccountId} and ${which}
        order by m.removed_at nulls first limit 1`,
  )
}

/** What became of the small deposits to a bank account. */
export async function setVerification(
  tx: Transaction,
  id: string,
  state: 'verified' | 'failed',
  mandateId: string | null,
): Promise<void> {
  await run(
    tx,
    sql`update payment_method m set verification = ${state}, mandate_id = coalesce(${mandateId}, mandate_id),
          mandate_state = case when coalesce(${mandateId}, mandate_id) is null then null
            when ${state === 'verified'} then 'active' else 'inactive' end,
          is_default = m.is_default or (${state === 'verified'} and not exists (select from payment_method other
            where other.account_id = m.account_id and other.is_default and other.removed_at is null))
        where m.id = ${id}`,
  )
}

/** One wrong answer more about the small deposits. */
export async function countVerificationTry(tx: Transaction, id: string): Promise<void> {
  await run(
    tx,
    sql`update payment_method set verification_tries = verification_tries + 1 where id = ${id}`,
  )
}

/** A bank closed the account to debits: no mandate of it holds any longer. */
export async function closeToDebits(
  tx: Transaction,
  id: string,
  code: string | null,
  at: Date,
): Promise<void> {
  await run(
    tx,
    sql`update payment_method set do_not_charge_at = ${at}, return_code = ${code},
          mandate_state = case when mandate_id is not null then 'inactive' end
        where id = ${id} and kind = 'bankAccount'`,
  )
}

export async function setMethodRemoved(tx: Transaction, id: string, at: Date): Promise<void> {
  await run(
    tx,
    sql`update payment_method set removed_at = ${at}, is_default = false where id = ${id}`,
  )
}

export async function setNickname(tx: Transaction, id: string, nickname: string | null) {
  await run(tx, sql`update payment_method set nickname = ${nickname} where id = ${id}`)
}

export async function setBillingAddress(
  tx: Transaction,
  id: string,
  address: BillingAddress,
): Promise<void> {
  await run(
    tx,
    sql`update payment_method set billing_address = ${JSON.stringify(address)}::jsonb where id = ${id}`,
  )
}

export async function makeDefault(tx: Transaction, accountId: string, id: string): Promise<void> {
  await run(
    tx,
    sql`update payment_method set is_default = false where account_id = ${accountId} and is_default and id <> ${id}`,
  )
  await run(tx, sql`update payment_method set is_default = true where id = ${id}`)
}

export async function setDoNotCharge(tx: Transaction, id: string, at: Date): Promise<void> {
  await run(tx, sql`update payment_method set do_not_charge_at = ${at} where id = ${id}`)
}

/** The same for a card wherever it is saved, in the order of ids so that two never wait in a ring. */
export async function setCardDoNotCharge(
  tx: Transaction,
  card: { processorAccountId: string; fingerprint: string },
  at: Date,
): Promise<void> {
  await run(
    tx,
    sql`update payment_method set do_not_charge_at = ${at} where id in (
          select id from payment_method where processor_account_id = ${card.processorAccountId}
            and fingerprint = ${card.fingerprint} and removed_at is null order by id for update)`,
  )
}

/** What lists and search go by; called in every transaction that changes a consent of the method. */
export async function noteWhetherAuthorized(tx: Transaction, id: string): Promise<void> {
  await run(
    tx,
    sql`update payment_method m set authorized = exists (
          select from authorization_event g
          where g.org_id = m.org_id and g.method_id = m.id and g.kind = 'in_force'
            and not exists (select from authorization_event e
              where e.org_id = g.org_id and e.authorization_id = g.authorization_id
                and e.kind in ('revoked', 'ended')))
        where m.id = ${id}`,
  )
}

/** How many upcoming payments are planned with a method. */
export async function countUpcoming(tx: Transaction, id: string): Promise<number> {
  const found = await row<{ count: number }>(
    tx,
    sql`select count(*)::int as count from scheduled_payment s
        where s.method_id = ${id} and s.canceled_at is null and not exists (
          select from payment p where p.id = s.payment_id and p.state not in ('failed', 'canceled'))`,
  )
  return found?.count ?? 0
}
