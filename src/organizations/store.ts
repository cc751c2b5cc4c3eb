import { sql } from 'kysely'
import { row, run, type Transaction } from '../database/transaction.ts'
import type { Organization } from './organization.ts'

/** The organization this transaction is in. */
export function findOrganization(tx: Transaction): Promise<Organization | undefined> {
  return row(
    tx,
    sql`select id, slug, name, currency, time_zone as "timeZone", is_sample as "isSample" from organization`,
  )
}

export async function insertOrganization(
  tx: Transaction,
  organization: Organization & { now: Date },
): Promise<void> {
  const { id, slug, name, currency, timeZone, isSample, now } = organization
  await run(
    tx,
    sql`insert into organization (id, slug, name, currency, time_zone, is_sample, created_at)
        values (${id}, ${slug}, ${name}, ${currency}, ${timeZone}, ${isSample}, ${now})`,
  )
  // The first numbers look like those of a business that has been writing invoices for a while.
  await run(
    tx,
    sql`insert into counter (org_id, kind, last)
        values (${id}, 'invoice', 100), (${id}, 'receipt', 1000), (${id}, 'client', 999)`,
  )
}

/** Takes the next number without a gap: the counter stays locked until this transaction ends. */
export async function takeNumber(
  tx: Transaction,
  kind: 'invoice' | 'receipt' | 'client',
): Promise<bigint> {
  const taken = await row<{ last: bigint }>(
    tx,
    sql`update counter set last = last + 1 where kind = ${kind} returning last`,
  )
  if (!taken) throw new Error(`No counter for ${kind} numbers`)
  return taken.last
}

export async function organizationOfSlug(tx: Transaction, slug: string): Promise<string | null> {
  const found = await row<{ id: string | null }>(
    tx,
    sql`select organization_of_slug(${slug}) as id`,
  )
  return found?.id ?? null
}

export async function hasOrganizations(tx: Transaction): Promise<boolean> {
  const found = await row<{ any: boolean }>(tx, sql`select has_organizations() as any`)
  return found?.any ?? false
}

export async function sampleOrganization(tx: Transaction): Promise<string | null> {
  const found = await row<{ id: string | null }>(tx, sql`select sample_organization() as id`)
  return found?.id ?? null
}
