import { sql } from 'kysely'
import { rows, type Transaction } from '../database/transaction.ts'
import { fromTypeId } from '../kit/id.ts'

/** An account that a text may mean, with the client who was meant. */
export interface NamedAccount {
  accountId: string
  name: string
}

const NUMBER = /^\d{1,12}$/

/**
 * The accounts that texts out of a list name, text by text: by the id of a client or an account, a
 * client's number, e-mail, or whole name. A few statements, however many texts; archived clients only
 * by their ids.
 */
export async function accountsNamed(
  tx: Transaction,
  texts: string[],
): Promise<Map<string, NamedAccount[]>> {
  const wanted = [...new Set(texts)].filter((text) => text !== '')
  const [accountIds, others] = split(wanted, (text) => fromTypeId('acc', text))
  const [clientIds, words] = split(others, (text) => fromTypeId('cli', text))
  const numbers = words.filter((text) => NUMBER.test(text))
  const emails = words.filter((text) => text.includes('@'))
  const names = words.filter((text) => !NUMBER.test(text) && !text.includes('@'))
  const found = await Promise.all([
    ask(
      tx,
      accountIds,
      sql`select w.text, a.id as "accountId", a.name from ${wantedOf(accountIds, 'uuid')} join account a on a.id = w.key`,
    ),
    ask(tx, clientIds, clientsBy(wantedOf(clientIds, 'uuid'), sql`c.id = w.key`)),
    ask(
      tx,
      numbers,
      clientsBy(wantedOf(plain(numbers), 'bigint'), sql`c.number = w.key and ${SHOWN}`),
    ),
    ask(
      tx,
      emails,
      clientsBy(wantedOf(plain(emails), 'text'), sql`c.email_key = lower(w.key) and ${SHOWN}`),
    ),
    ask(
      tx,
      names,
      clientsBy(wantedOf(plain(names), 'text'), sql`c.name_key = folded(w.key) and ${SHOWN}`),
    ),
  ])
  return accountsByText(found.flat())
}

const SHOWN = sql`c.archived_at is null`

interface Key {
  text: string
  key: string
}

interface Found extends NamedAccount {
  text: string
}

function split(texts: string[], idOf: (text: string) => string | null): [Key[], string[]] {
  const keys: Key[] = []
  const rest: string[] = []
  for (const text of texts) {
    const key = idOf(text)
    if (key) keys.push({ text, key })
    else rest.push(text)
  }
  return [keys, rest]
}

function plain(texts: string[]): Key[] {
  return texts.map((text) => ({ text, key: text }))
}

function wantedOf(keys: Key[], type: 'uuid' | 'bigint' | 'text') {
  return sql`unnest(${keys.map(({ text }) => text)}::text[], ${keys.map(({ key }) => key)}::${sql.raw(type)}[]) as w (text, key)`
}

function clientsBy(wanted: ReturnType<typeof wantedOf>, isMeant: ReturnType<typeof sql>) {
  return sql`select w.text, c.account_id as "accountId", c.name from ${wanted} join client c on ${isMeant}`
}

function ask(
  tx: Transaction,
  keys: unknown[],
  statement: ReturnType<typeof sql>,
): Promise<Found[]> {
  return keys.length === 0 ? Promise.resolve([]) : rows(tx, statement)
}

/** Two clients of one account are one payer. */
function accountsByText(found: Found[]): Map<string, NamedAccount[]> {
  const accounts = new Map<string, NamedAccount[]>()
  for (const { text, accountId, name } of found) {
    const known = accounts.get(text) ?? []
    if (!known.some((one) => one.accountId === accountId)) known.push({ accountId, name })
    accounts.set(text, known)
  }
  return accounts
}
