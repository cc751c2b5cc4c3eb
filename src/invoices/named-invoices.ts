import { sql } from 'kysely'
import { rows, type Transaction } from '../database/transaction.ts'
import { fromTypeId } from '../kit/id.ts'
import type { Invoice } from './invoice.ts'
import { INVOICE } from './store.ts'

const NUMBER = /^(?:inv-?)?(\d{1,15})$/i

/** The invoices that texts out of a list name, by their ids or numbers: `INV-1001`, `1001`. */
export async function invoicesNamed(
  tx: Transaction,
  texts: string[],
): Promise<Map<string, Invoice>> {
  const ids = texts.flatMap((text) => fromTypeId('inv', text) ?? [])
  const numbers = texts.flatMap((text) => NUMBER.exec(text)?.[1] ?? [])
  if (ids.length + numbers.length === 0) return new Map()
  const found = await rows<Invoice>(
    tx,
    sql`select ${INVOICE} from invoice i where i.id = any(${ids}::uuid[])
        union select ${INVOICE} from invoice i where i.number = any(${numbers}::bigint[])`,
  )
  const byId = new Map(found.map((invoice) => [invoice.id, invoice]))
  const byNumber = new Map(found.map((invoice) => [String(invoice.number), invoice]))
  return new Map(
    texts.flatMap((text) => {
      const id = fromTypeId('inv', text)
      const number = NUMBER.exec(text)?.[1]
      const invoice = id ? byId.get(id) : number && byNumber.get(String(BigInt(number)))
      return invoice ? [[text, invoice] as const] : []
    }),
  )
}
