import { type RawBuilder, sql } from 'kysely'
import { rows, type Transaction } from '../database/transaction.ts'
import type { CLIENT_VIEWS } from './contract.ts'
import { type Look, looksFor, mayBeMisspelt, patternOf } from './search.ts'

/** A search finds so many and no more: who gets as many types another letter. */
export const FOUND_MAX = 200
/** Fewer found than this, and names that come near are looked for as well. */
const NEARLY_NOTHING = 5
const ALIKE_MAX = 50
/** A misspelt word is tried as so many others. */
const WORDS_TRIED = 4

export interface ClientFilter {
  orgId: string
  /** As typed; empty for all. */
  search: string
  view: (typeof CLIENT_VIEWS)[number]
  /** Whether who asks may see saved cards. */
  seesCards: boolean
}

/** The clients that a search finds, best first, each once; at most `wanted`. */
export async function searchClients(
  tx: Transaction,
  filter: ClientFilter,
  wanted: number,
  quickly: Promise<QuicklyFound> = searchQuickly(tx, filter, wanted),
): Promise<string[]> {
  const looks = looksFor(filter.search, filter.seesCards)
  const { found, isExact } = await quickly
  if (isExact) return [...found]
  for (const look of looks.filter(isDear)) {
    if (look.by === 'likeness' && found.size >= NEARLY_NOTHING) break
    if (found.size >= wanted) break
    for (const id of await findBy(tx, look, filter, wanted)) found.add(id)
  }
  return [...found].slice(0, wanted)
}

interface QuicklyFound {
  found: Set<string>
  /** Whoever was meant is among them, and nobody else. */
  isExact: boolean
}

/** What an index answers at once, asked together in one trip. */
export async function searchQuickly(
  tx: Transaction,
  filter: ClientFilter,
  wanted: number,
): Promise<QuicklyFound> {
  const quick = looksFor(filter.search, filter.seesCards).filter((look) => !isDear(look))
  const answers = await Promise.all(quick.map((look) => findBy(tx, look, filter, wanted)))
  const exact = answers[quick.findIndex(namesThem)] ?? []
  return exact.length > 0
    ? { found: new Set(exact), isExact: true }
    : { found: new Set(answers.flat()), isExact: false }
}

/** Whoever is found by it is who was meant. */
function namesThem(look: Look): boolean {
  return look.by === 'email' || (look.by === 'telephone' && look.isWhole)
}

/** Asked only while there is room for more. */
function isDear(look: Look): boolean {
  return look.by === 'part' || look.by === 'likeness'
}

async function findBy(
  tx: Transaction,
  look: Look,
  filter: ClientFilter,
  wanted: number,
): Promise<string[]> {
  if (look.by === 'likeness') return findAlike(tx, look.words, filter, Math.min(wanted, ALIKE_MAX))
  const found = await rows<{ id: string }>(tx, statementFor(look, filter, wanted))
  return found.map(({ id }) => id)
}

/** Each word that is nobody's as the words that it may have been meant to be; the nearest first. */
async function findAlike(
  tx: Transaction,
  words: string[],
  filter: ClientFilter,
  wanted: number,
): Promise<string[]> {
  const choices = await Promise.all(words.map((word) => wordsLike(tx, filter.orgId, word)))
  const found = new Set<string>()
  if (choices.every((choice, n) => choice[0] === words[n])) return []
  for (let nth = 0; nth < WORDS_TRIED; nth++) {
    const meant = choices.map((choice) => choice[nth] ?? choice[0] ?? '')
    if (found.size >= wanted || choices.every((choice) => choice.length <= nth)) break
    const look = { by: 'part' as const, pattern: patternOf(meant) }
    for (const id of await findBy(tx, look, filter, wanted)) found.add(id)
  }
  return [...found].slice(0, wanted)
}

async function wordsLike(tx: Transaction, orgId: string, word: string): Promise<string[]> {
  if (!mayBeMisspelt(word)) return [word]
  const [known] = await rows(
    tx,
    sql`select from name_word where word >= folded(${word}) and word < folded(${word}) || chr(1114111) limit 1`,
  )
  if (known) return [word]
  const alike = await rows<{ word: string }>(
    tx,
    sql`select word from words_resembling(${orgId}, folded(${word}), ${WORDS_TRIED}) as word`,
  )
  return alike.length === 0 ? [word] : alike.map((one) => one.word)
}

function statementFor(
  look: Exclude<Look, { by: 'likeness' }>,
  filter: ClientFilter,
  wanted: number,
): RawBuilder<unknown> {
  const shown = sql`${archivedOrNot(filter.view)} ${inView(filter.view)}`
  switch (look.by) {
    case 'id':
      return sql`select c.id from client c where c.id = ${look.id} and ${shown}`
    case 'email':
      return sql`select c.id from client c where c.email_key = lower(${look.email}) and ${shown}
        order by c.name_key, c.id limit ${sql.lit(wanted)}`
    case 'number':
      return sql`select c.id from client c where c.number = ${look.number}::bigint and ${shown}`
    case 'lastFour':
      return sql`select c.id from client c where c.account_id in (select m.account_id from payment_method m
          where m.last4 = ${look.digits} and m.removed_at is null and m.authorized) and ${shown}
        order by c.name_key, c.id limit ${sql.lit(wanted)}`
    case 'name':
      return beginning(sql`c.name_key`, look.begins, shown, wanted)
    case 'surname':
      return beginning(sql`c.surname_key`, look.begins, shown, wanted)
    case 'telephone':
      return sql`select c.id from
          clients_phoned(${filter.orgId}, ${look.backwards}, ${flags(filter.view)}, ${wanted}) as hit (id)
        join client c on c.id = hit.id order by c.name_key, c.id`
    case 'part':
      return sql`select c.id from
          clients_containing(${filter.orgId}, folded(${look.pattern.near}), folded(${look.pattern.whole}),
            ${flags(filter.view)}, ${wanted}) as hit (id)
        join client c on c.id = hit.id order by c.name_key, c.id`
  }
}

/** A range of an index that begins with the organization, in the order of that index. */
function beginning(
  key: RawBuilder<unknown>,
  begins: string,
  shown: RawBuilder<unknown>,
  wanted: number,
) {
  // The last code point there is stands behind everything that begins so. Behind a select the
  // letters are not seen when it is planned, so it is planned once for all of them.
  return sql`select c.id from client c
    where ${key} >= (select folded(${begins})) and ${key} < (select folded(${begins}) || chr(1114111)) and ${shown}
    order by ${key}, c.id limit ${sql.lit(wanted)}`
}

/** The view as the functions of the database take it: archived, owing, with a card. */
function flags(view: ClientFilter['view']) {
  return sql`${view === 'archived'}::boolean, ${view === 'owing'}::boolean, ${view === 'cardOnFile'}::boolean`
}

export function archivedOrNot(view: ClientFilter['view']): RawBuilder<unknown> {
  return view === 'archived' ? sql`c.archived_at is not null` : sql`c.archived_at is null`
}

export function inView(view: ClientFilter['view']): RawBuilder<unknown> {
  if (view === 'owing') {
    return sql`and exists (select from account a where a.org_id = c.org_id and a.id = c.account_id and a.receivable > 0)`
  }
  if (view === 'cardOnFile') {
    return sql`and exists (select from payment_method m
      where m.org_id = c.org_id and m.account_id = c.account_id and m.removed_at is null and m.authorized)`
  }
  return sql``
}
