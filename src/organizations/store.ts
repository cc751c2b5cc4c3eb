import { sql } from 'kysely'
import { row, run, type Transaction } from '../database/transaction.ts'
import type { Brand } from './brand.ts'
import type { CreditUse } from './contract.ts'
import type { Organization } from './organization.ts'

/** The organization this transaction is in. */
export function findOrganization(tx: Transaction): Promise<Organization | undefined> {
  return row(
    tx,
    sql`select id, slug, name, currency, time_zone as "timeZone", is_sample as "isSample",
          credit_use as "creditUse", health_mode as "healthMode", books_closed_until as "booksClosedUntil"
        from organization`,
  )
}

export async function insertOrganization(
  tx: Transaction,
  organization: Omit<Organization, 'creditUse' | 'healthMode' | 'booksClosedUntil'> & {
    savesBeforeSignIn: boolean
    now: Date
  },
): Promise<void> {
  const { id, slug, name, currency, timeZone, isSample, savesBeforeSignIn, now } = organization
  await run(
    tx,
    sql`insert into organization (id, slug, name, currency, time_zone, is_sample, save_before_sign_in, created_at)
        values (${id}, ${slug}, ${name}, ${currency}, ${timeZone}, ${isSample}, ${savesBeforeSignIn}, ${now})`,
  )
  // The first numbers look like those of a business that has been writing invoices for a while.
  await run(
    tx,
    sql`insert into counter (org_id, kind, last)
        values (${id}, 'invoice', 100), (${id}, 'receipt', 1000), (${id}, 'client', 999), (${id}, 'creditNote', 100)`,
  )
}

export async function setCreditUse(tx: Transaction, use: CreditUse): Promise<void> {
  await run(tx, sql`update organization set credit_use = ${use}`)
}

/** What is numbered without gaps. */
type Numbered = 'invoice' | 'receipt' | 'client' | 'creditNote'

/** Takes the next number without a gap: the counter stays locked until this transaction ends. */
export function takeNumber(tx: Transaction, kind: Numbered): Promise<bigint> {
  return takeNumbers(tx, kind, 1)
}

/** Takes so many in a row; answers the first. */
export async function takeNumbers(tx: Transaction, kind: Numbered, count: number): Promise<bigint> {
  const taken = await row<{ first: bigint }>(
    tx,
    sql`update counter set last = last + ${count}::bigint where kind = ${kind}
        returning last - ${count}::bigint + 1 as first`,
  )
  if (!taken) throw new Error(`No counter for ${kind} numbers`)
  return taken.first
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

export async function setHealthMode(tx: Transaction, healthMode: boolean): Promise<void> {
  await run(tx, sql`update organization set health_mode = ${healthMode}`)
}

export async function renameOrganization(tx: Transaction, name: string): Promise<void> {
  await run(tx, sql`update organization set name = ${name}`)
}

export function findBrand(tx: Transaction): Promise<Brand | undefined> {
  return row(
    tx,
    sql`select address_lines as "addressLines", city, region, postal_code as "postalCode", phone, email, website,
          receipt_policy as "receiptPolicy", accent,
          case when logo is null then null else jsonb_build_object('width', logo_width, 'height', logo_height,
            'version', logo_version) end as logo
        from organization_brand`,
  )
}

export async function putBrand(
  tx: Transaction,
  orgId: string,
  brand: Omit<Brand, 'logo'>,
  by: string,
  now: Date,
): Promise<void> {
  await run(
    tx,
    sql`insert into organization_brand (org_id, address_lines, city, region, postal_code, phone, email, website,
          receipt_policy, accent, changed_at, changed_by)
        values (${orgId}, ${brand.addressLines}, ${brand.city}, ${brand.region}, ${brand.postalCode},
          ${brand.phone}, ${brand.email}, ${brand.website}, ${brand.receiptPolicy}, ${brand.accent}, ${now}, ${by})
        on conflict (org_id) do update set address_lines = excluded.address_lines, city = excluded.city,
          region = excluded.region, postal_code = excluded.postal_code, phone = excluded.phone,
          email = excluded.email, website = excluded.website, receipt_policy = excluded.receipt_policy,
          accent = excluded.accent, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
  )
}

/** Puts the logo, or takes it away. Its number goes up either way. */
export async function putLogo(
  tx: Transaction,
  orgId: string,
  logo: { png: Buffer; width: number; height: number } | null,
  by: string,
  now: Date,
): Promise<void> {
  await run(
    tx,
    sql`insert into organization_brand (org_id, logo, logo_width, logo_height, logo_version, changed_at, changed_by)
        values (${orgId}, ${logo?.png ?? null}, ${logo?.width ?? null}, ${logo?.height ?? null}, 1, ${now}, ${by})
        on conflict (org_id) do update set logo = excluded.logo, logo_width = excluded.logo_width,
          logo_height = excluded.logo_height, logo_version = organization_brand.logo_version + 1,
          changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
  )
}

export async function findLogo(tx: Transaction): Promise<Buffer | null> {
  const found = await row<{ logo: Buffer | null }>(tx, sql`select logo from organization_brand`)
  return found?.logo ?? null
}
