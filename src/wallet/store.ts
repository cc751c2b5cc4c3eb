import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { BankAccount, Card, VerificationKind } from '../processor/processor.ts'
import type { SavedMethod } from './authorization.ts'

const METHOD = sql`m.id, m.account_id as "accountId", m.processor_account_id as "processorAccountId",
  m.processor_method_id as "processorMethodId", m.kind, m.brand, m.last4, m.exp_month as "expMonth",
  m.exp_year as "expYear", m.bank_name as "bankName", m.account_type as "accountType",
  m.holder_type as "holderType", m.verification, m.verification_kind as "verificationKind",
  m.verification_arrives_on::text as "verificationArrivesOn", m.verification_ends_at as "verificationEndsAt",
  m.verification_tries as "verificationTries", m.mandate_id as "mandateId", m.mandate_state as "mandateState",
  m.debit_most as "debitMost",
  (select s.id from method_setup s where s.method_id = m.id and s.state = 'verifying') as "setupId", m.return_code as "returnCode", m.fingerprint, m.nickname, m.is_default as "isDefault", m.removed_at as "removedAt",
  m.do_not_charge_at as "doNotChargeAt", z.authorization_id as "authorizationId",
  z.authorized_at as "authorizedAt", z.revoked_at as "revokedAt"`

/** The newest authorization of a method that nothing has ended; else the newest that was. */
const AUTHORIZATION = sql`left join lateral (
  select case when ended.at is null then g.authorization_id end as authorization_id,
    g.at as authorized_at, ended.at as revoked_at
  from authorization_event g
  left join lateral (
    select e.at from authorization_event e
    where e.org_id = g.org_id and e.authorization_id = g.authorization_id and e.kind <> 'in_force'
    order by e.seq limit 1) ended on true
  where g.org_id = m.org_id and g.method_id = m.id
  order by (ended.at is null) desc, g.at desc limit 1) z on true`

export function findMethod(tx: Transaction, id: string): Promise<SavedMethod | undefined> {
  return row(tx, sql`select ${METHOD} from payment_method m ${AUTHORIZATION} where m.id = ${id}`)
}

export function lockMethod(tx: Transaction, id: string): Promise<SavedMethod | undefined> {
  return row(
    tx,
    sql`select ${METHOD} from payment_method m ${AUTHORIZATION} where m.id = ${id} for update of m`,
  )
}

export function methodsOfAccount(tx: Transaction, accountId: string): Promise<SavedMethod[]> {
  return rows(
    tx,
    sql`select ${METHOD} from payment_method m ${AUTHORIZATION}
        where m.account_id = ${accountId} and m.removed_at is null
        order by m.is_default desc, m.id desc`,
  )
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

export async function insertAuthorization(
  tx: Transaction,
  authorization: {
    orgId: string
    id: string
    accountId: string
    paymentId: string | null
    wordingVersion: string
    wording: string
    givenBy: string
    methodName: string | null
    now: Date
  },
): Promise<void> {
  await run(
    tx,
    sql`insert into "authorization" (org_id, id, account_id, payment_id, purpose, wording_version, wording,
          channel, given_by, method_name, created_at)
        values (${authorization.orgId}, ${authorization.id}, ${authorization.accountId},
          ${authorization.paymentId}, 'staff_charges', ${authorization.wordingVersion},
          ${authorization.wording}, 'card_form', ${authorization.givenBy}, ${authorization.methodName},
          ${authorization.now})`,
  )
}

export async function insertAuthorizationEvent(
  tx: Transaction,
  event: {
    orgId: string
    authorizationId: string
    kind: 'in_force' | 'revoked' | 'ended'
    methodId: string | null
    at: Date
    byWhom: string
  },
): Promise<void> {
  await run(
    tx,
    sql`insert into authorization_event (org_id, authorization_id, seq, kind, method_id, at, by_whom)
        select ${event.orgId}, ${event.authorizationId},
          coalesce((select max(seq) from authorization_event where authorization_id = ${event.authorizationId}), 0) + 1,
          ${event.kind}, ${event.methodId}, ${event.at}, ${event.byWhom}`,
  )
}

/** Ends every consent in force to charge a card. */
export async function endAuthorizations(
  tx: Transaction,
  ending: { orgId: string; methodId: string; at: Date; byWhom: string },
): Promise<void> {
  await run(
    tx,
    sql`insert into authorization_event (org_id, authorization_id, seq, kind, method_id, at, by_whom)
        select ${ending.orgId}, g.authorization_id, g.seq + 1, 'ended', null, ${ending.at}, ${ending.byWhom}
        from authorization_event g
        where g.method_id = ${ending.methodId} and g.kind = 'in_force'
          and not exists (select from authorization_event e
            where e.authorization_id = g.authorization_id and e.kind <> 'in_force')`,
  )
}

/** The name that was written down when saving was agreed to; without one the card keeps its own. */
export async function nameAsAgreed(
  tx: Transaction,
  id: string,
  authorizationId: string,
): Promise<void> {
  await run(
    tx,
    sql`update payment_method set nickname = z.method_name from "authorization" z
        where payment_method.id = ${id} and z.id = ${authorizationId} and z.method_name is not null`,
  )
}

export interface AuthorizationRow {
  id: string
  accountId: string
  wordingVersion: string
  wording: string
  givenBy: string
  createdAt: Date
  ended: boolean
}

export function findAuthorization(
  tx: Transaction,
  id: string,
): Promise<AuthorizationRow | undefined> {
  return row(
    tx,
    sql`select id, account_id as "accountId", wording_version as "wordingVersion", wording,
          given_by as "givenBy", created_at as "createdAt",
          exists (select from authorization_event e where e.authorization_id = z.id and e.kind <> 'in_force') as ended
        from "authorization" z where id = ${id}`,
  )
}
