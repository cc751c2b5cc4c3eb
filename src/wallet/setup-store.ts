import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { BankAccount, Card, MethodKind } from '../processor/processor.ts'
import type { MethodSetup, SetupProblem, SetupState } from './method-setup.ts'

const SETUP = sql`s.id, s.org_id as "orgId", s.kind, s.acceptance, s.debit_most as "debitMost", s.bank, s.account_id as "accountId", s.state,
  s.processor_account_id as "processorAccountId", s.customer_id as "customerId",
  s.confirmation_token as "confirmationToken", s.intent_id as "intentId",
  s.authorization_id as "authorizationId", s.replaces_id as "replacesId",
  s.make_default as "makeDefault", s.method_id as "methodId", s.recognized, s.card, s.problem,
  s.opened_by_name as "openedByName", s.created_at as "createdAt", s.look_at as "lookAt", s.looks,
  s.settled_at as "settledAt"`

export function findSetup(tx: Transaction, id: string): Promise<MethodSetup | undefined> {
  return row(tx, sql`select ${SETUP} from method_setup s where s.id = ${id}`)
}

export function lockSetup(tx: Transaction, id: string): Promise<MethodSetup | undefined> {
  return row(tx, sql`select ${SETUP} from method_setup s where s.id = ${id} for update`)
}

/** The first lock of settling; the account of a set-up never changes. */
export async function lockAccountOfSetup(tx: Transaction, id: string): Promise<void> {
  await run(
    tx,
    sql`select from account where id = (select account_id from method_setup where id = ${id}) for update`,
  )
}

export function findSetupOfToken(tx: Transaction, token: string): Promise<MethodSetup | undefined> {
  return row(tx, sql`select ${SETUP} from method_setup s where s.confirmation_token = ${token}`)
}

export async function insertSetup(
  tx: Transaction,
  s: MethodSetup & { openedBy: string | null; accountPersonId: string | null; lookAt: Date },
): Promise<void> {
  await run(
    tx,
    sql`insert into method_setup (org_id, id, account_id, state, processor_account_id, customer_id,
          kind, acceptance, debit_most, confirmation_token, authorization_id, replaces_id, make_default, opened_by,
          account_person_id, opened_by_name, created_at, changed_at, look_at)
        values (${s.orgId}, ${s.id}, ${s.accountId}, ${s.state}, ${s.processorAccountId}, ${s.customerId},
          ${s.kind}, ${s.acceptance && JSON.stringify(s.acceptance)}::jsonb, ${s.debitMost},
          ${s.confirmationToken}, ${s.authorizationId}, ${s.replacesId}, ${s.makeDefault}, ${s.openedBy}, ${s.accountPersonId},
          ${s.openedByName}, ${s.createdAt}, ${s.createdAt}, ${s.lookAt})`,
  )
}

/** Commits the id of the set-up at the processor. Answers false if it was closed meanwhile. */
export async function commitSetupIntent(
  tx: Transaction,
  id: string,
  intentId: string,
  now: Date,
  lookAt: Date | null,
): Promise<boolean> {
  const changed = await run(
    tx,
    sql`update method_setup set intent_id = ${intentId}, state = 'confirming', changed_at = ${now},
          look_at = ${lookAt}
        where id = ${id} and state = 'created' and intent_id is null`,
  )
  return changed === 1
}

export async function moveSetup(
  tx: Transaction,
  id: string,
  move: {
    to: SetupState
    at: Date
    lookAt: Date | null
    problem: SetupProblem | null
    card: Card | null
    bank: BankAccount | null
    methodId: string | null
    recognized: boolean
  },
): Promise<void> {
  await run(
    tx,
    sql`update method_setup set state = ${move.to}, changed_at = ${move.at}, look_at = ${move.lookAt},
          looks = 0, settled_at = ${move.lookAt === null ? move.at : null},
          problem = ${move.problem && JSON.stringify(move.problem)},
          card = coalesce(${move.card && JSON.stringify(move.card)}::jsonb, card),
          bank = coalesce(${move.bank && JSON.stringify(move.bank)}::jsonb, bank),
          method_id = coalesce(${move.methodId}::uuid, method_id), recognized = ${move.recognized}
        where id = ${id}`,
  )
}

/** Takes a due set-up for one worker: whoever else comes finds it not due. */
export function claimSetup(
  tx: Transaction,
  id: string,
  now: Date,
  lease: Date,
): Promise<MethodSetup | undefined> {
  return row(
    tx,
    sql`update method_setup s set look_at = ${lease}, looks = looks + 1
        where s.id = ${id} and s.look_at <= ${now} returning ${SETUP}`,
  )
}

export async function postponeSetup(tx: Transaction, id: string, lookAt: Date): Promise<void> {
  await run(
    tx,
    sql`update method_setup set look_at = ${lookAt} where id = ${id} and look_at is not null`,
  )
}

export function setupsToLookAt(
  tx: Transaction,
  now: Date,
  limit: number,
): Promise<{ orgId: string; id: string }[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", setup_id as id from method_setups_to_look_at(${now}, ${limit})`,
  )
}

/** What a wallet holds, and how often somebody tried to add to it. */
export interface Room {
  /** Methods of the kind in question. */
  held: number
  /** Those on their way into it. */
  coming: number
  /** When the methods of the counted days were added, and when banks refused to. */
  added: string[]
  refused: string[]
  /** Refusals in the whole organization in the last hour. */
  refusedHere: number
}

export async function roomIn(
  tx: Transaction,
  accountId: string,
  kind: MethodKind,
  since: { added: Date; refused: Date; here: Date },
): Promise<Room> {
  const found = await row<Room>(
    tx,
    sql`select
      (select count(*)::int from payment_method m where m.account_id = ${accountId}
         and m.kind = ${kind} and m.removed_at is null) as held,
      (select count(*)::int from method_setup s where s.account_id = ${accountId}
         and s.kind = ${kind} and s.look_at is not null and s.state <> 'verifying' and s.replaces_id is null)
        + (select count(*)::int from payment p where p.account_id = ${accountId}
             and ${kind} = 'card' and p.look_at is not null and p.save_method) as coming,
      (select coalesce(jsonb_agg(m.created_at order by m.created_at), '[]') from payment_method m
         where m.account_id = ${accountId} and m.kind = ${kind} and m.created_at > ${since.added}) as added,
      (select coalesce(jsonb_agg(f.at order by f.at), '[]') from (
         select s.settled_at as at from method_setup s where s.account_id = ${accountId}
           and s.state = 'failed' and s.settled_at > ${since.refused}
         union all
         select p.settled_at from payment p where p.account_id = ${accountId}
           and p.state = 'failed' and p.save_method and p.settled_at > ${since.refused}) f) as refused,
      (select count(*)::int from method_setup s where s.state = 'failed'
         and s.settled_at > ${since.here}) as "refusedHere"`,
  )
  return found ?? { held: 0, coming: 0, added: [], refused: [], refusedHere: 0 }
}

/** A set-up at the processor, by its id there. */
export function findSetupOfIntent(
  tx: Transaction,
  processorAccountId: string,
  intentId: string,
): Promise<MethodSetup | undefined> {
  return row(
    tx,
    sql`select ${SETUP} from method_setup s
        where s.processor_account_id = ${processorAccountId} and s.intent_id = ${intentId}`,
  )
}
