import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'

/** Somebody who may act for an account in the portal: its owner, or a representative. */
export interface AccountPerson {
  id: string
  accountId: string
  /** Null until they proved the address by a first sign-in. */
  personId: string | null
  email: string
  name: string
  role: 'owner' | 'representative'
  mayPay: boolean
  mayManageWallet: boolean
  invitedByName: string
  createdAt: Date
  confirmedAt: Date | null
  endedAt: Date | null
}

const PERSON = sql`p.id, p.account_id as "accountId", p.person_id as "personId", p.email, p.name, p.role,
  p.may_pay as "mayPay", p.may_manage_wallet as "mayManageWallet", p.invited_by_name as "invitedByName",
  p.created_at as "createdAt", p.confirmed_at as "confirmedAt", p.ended_at as "endedAt"`

export function findAccountPerson(tx: Transaction, id: string): Promise<AccountPerson | undefined> {
  return row(tx, sql`select ${PERSON} from account_person p where p.id = ${id}`)
}

/** How the organization calls whom it invited by this address. */
export async function nameByEmail(tx: Transaction, email: string): Promise<string | null> {
  const found = await row<{ name: string }>(
    tx,
    sql`select name from account_person where email = ${email} and ended_at is null
        order by created_at, id limit 1`,
  )
  return found?.name ?? null
}

/** The owner first; those whose access was ended are left out. */
export function peopleOfAccount(tx: Transaction, accountId: string): Promise<AccountPerson[]> {
  return rows(
    tx,
    sql`select ${PERSON} from account_person p where p.account_id = ${accountId} and p.ended_at is null
        order by p.role, p.created_at, p.id`,
  )
}

export function insertAccountPerson(
  tx: Transaction,
  orgId: string,
  person: Omit<AccountPerson, 'personId' | 'confirmedAt' | 'endedAt'>,
): Promise<number> {
  return run(
    tx,
    sql`insert into account_person (org_id, id, account_id, email, name, role, may_pay, may_manage_wallet,
          invited_by_name, created_at)
        values (${orgId}, ${person.id}, ${person.accountId}, ${person.email}, ${person.name}, ${person.role},
          ${person.mayPay}, ${person.mayManageWallet}, ${person.invitedByName}, ${person.createdAt})
        on conflict (org_id, account_id, email) where ended_at is null do nothing`,
  )
}

export async function changeAccountPerson(
  tx: Transaction,
  id: string,
  changes: { mayPay: boolean; mayManageWallet: boolean },
): Promise<void> {
  await run(
    tx,
    sql`update account_person set may_pay = ${changes.mayPay}, may_manage_wallet = ${changes.mayManageWallet}
        where id = ${id}`,
  )
}

export async function endAccountPerson(tx: Transaction, id: string, at: Date): Promise<void> {
  await run(
    tx,
    sql`update account_person set ended_at = ${at} where id = ${id} and ended_at is null`,
  )
}

/**
 * Who proved an address to this organization is the person that was invited by it, at every account
 * here. The owner of an account has signed in once then.
 */
export async function confirmAddress(
  tx: Transaction,
  confirmed: { email: string; personId: string; at: Date },
): Promise<void> {
  const { email, personId, at } = confirmed
  await run(
    tx,
    sql`with confirmed as (
          update account_person set person_id = ${personId}, confirmed_at = ${at}
          where email = ${email} and ended_at is null and person_id is null
          returning org_id, account_id, role)
        update account set signed_in_once_at = coalesce(signed_in_once_at, ${at})
        from confirmed where confirmed.role = 'owner' and account.org_id = confirmed.org_id
          and account.id = confirmed.account_id`,
  )
}

/** Whether the owner of an account was ever in the portal. */
export async function hasSignedInOnce(tx: Transaction, accountId: string): Promise<boolean> {
  const found = await row<{ signedIn: boolean }>(
    tx,
    sql`select signed_in_once_at is not null as "signedIn" from account where id = ${accountId}`,
  )
  return found?.signedIn ?? false
}

/** The person that an address was confirmed for at this organization. */
export async function confirmedPerson(tx: Transaction, email: string): Promise<string | null> {
  const found = await row<{ personId: string }>(
    tx,
    sql`select person_id as "personId" from account_person
        where email = ${email} and ended_at is null and person_id is not null
        order by confirmed_at, id limit 1`,
  )
  return found?.personId ?? null
}

/** A person signs in with another address from now on. */
export async function changeAddress(
  tx: Transaction,
  { personId, email }: { personId: string; email: string },
): Promise<void> {
  await run(
    tx,
    sql`update account_person set email = ${email} where person_id = ${personId} and ended_at is null`,
  )
}
