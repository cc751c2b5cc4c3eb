import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'

export interface TaxRate {
  id: string
  name: string
  /** Parts per million. */
  ppm: number
  /** The price holds the tax already. */
  isInclusive: boolean
  /** New lines carry it. */
  isDefault: boolean
  retiredAt: Date | null
}

const TAX_RATE = sql`id, name, ppm, is_inclusive as "isInclusive", is_default as "isDefault",
  retired_at as "retiredAt"`

/** All there ever were, those in use first. */
export function listTaxRates(tx: Transaction): Promise<TaxRate[]> {
  return rows(
    tx,
    sql`select ${TAX_RATE} from tax_rate order by retired_at is not null, name collate "und-x-icu", id`,
  )
}

/** Locked as a whole: names are told apart, and only so many are in use. */
export function lockTaxRates(tx: Transaction): Promise<TaxRate[]> {
  return rows(tx, sql`select ${TAX_RATE} from tax_rate order by id for update`)
}

export async function insertTaxRate(
  tx: Transaction,
  orgId: string,
  rate: Omit<TaxRate, 'retiredAt'>,
  now: Date,
): Promise<void> {
  await run(
    tx,
    sql`insert into tax_rate (org_id, id, name, ppm, is_inclusive, is_default, created_at)
        values (${orgId}, ${rate.id}, ${rate.name}, ${rate.ppm}, ${rate.isInclusive}, ${rate.isDefault}, ${now})`,
  )
}

export async function changeTaxRate(
  tx: Transaction,
  id: string,
  change: Pick<TaxRate, 'name' | 'isDefault' | 'retiredAt'>,
): Promise<void> {
  await run(
    tx,
    sql`update tax_rate set name = ${change.name}, is_default = ${change.isDefault},
          retired_at = ${change.retiredAt} where id = ${id}`,
  )
}

export interface InvoiceSettings {
  /** Days from issue to the due date, unless an invoice says otherwise. */
  termsDays: number
  /** Printed on every invoice. */
  howToPay: string
}

export const SETTINGS_AT_FIRST: InvoiceSettings = { termsDays: 14, howToPay: '' }

export async function findInvoiceSettings(tx: Transaction): Promise<InvoiceSettings> {
  const found = await row<InvoiceSettings>(
    tx,
    sql`select terms_days as "termsDays", how_to_pay as "howToPay" from invoice_settings`,
  )
  return found ?? SETTINGS_AT_FIRST
}

export async function putInvoiceSettings(
  tx: Transaction,
  orgId: string,
  { termsDays, howToPay }: InvoiceSettings,
  by: string,
  now: Date,
): Promise<void> {
  await run(
    tx,
    sql`insert into invoice_settings (org_id, terms_days, how_to_pay, changed_at, changed_by)
        values (${orgId}, ${termsDays}, ${howToPay}, ${now}, ${by})
        on conflict (org_id) do update set terms_days = excluded.terms_days, how_to_pay = excluded.how_to_pay,
          changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
  )
}
