/**
 * How money moves between invoices, payments and credits, said a second time and as simply as it
 * can be: what the product does is compared with it, step by step.
 */
export interface Books {
  accounts: Record<string, AccountBooks>
}

export interface AccountBooks {
  /** Open and paid ones; `due` is what is still owed, `stands` what no credit note took back. */
  invoices: { id: string; dueOn: string; due: bigint; stands: bigint }[]
  /** Payments that came in and credits that were given, with what is left of them. */
  sources: Source[]
  /** What lies on invoices, the newest first. */
  lies: { sourceId: string; invoiceId: string; amount: bigint }[]
}

export interface Source {
  id: string
  kind: 'payment' | 'credit' | 'transfer'
  on: string
  left: bigint
  /** How a payment came in; nothing else has one. */
  tender: Tender | null
  /** What came in, whatever became of it. */
  amount: bigint
  /** What was lost with a check that came back: out of the payment, and beyond what it had. */
  returned: { taken: bigint; more: bigint } | null
  dispute: Dispute | null
}

export type Tender = 'cash' | 'check' | 'card'

/** What the cardholder's bank took and gave again: of what the payment had, and beyond it. */
export interface Dispute {
  state: 'needs_response' | 'won' | 'lost'
  taken: bigint
  more: bigint
  given: bigint
  givenMore: bigint
}

/** The whole of a payment or the half of it, and how it ends: one of each for a payment. */
export function disputeOf({ id, amount }: Pick<Source, 'id' | 'amount'>) {
  const last = Number.parseInt(id.slice(-1), 16)
  const outcome: 'won' | 'lost' = last % 2 === 0 ? 'won' : 'lost'
  return { amount: last % 4 < 2 ? amount : (amount + 1n) / 2n, outcome }
}

/** What somebody does. Amounts in minor units; ids as they stand in the books before it. */
export type Deed =
  | { is: 'issue'; account: string; amount: bigint; dueOn: string; madeId: string }
  | {
      is: 'pay'
      account: string
      amount: bigint
      tender: Tender
      on: string
      useOldest: boolean
      madeId: string
    }
  | { is: 'returnCheck'; account: string; sourceId: string }
  /** News of a dispute: it was opened, or it is over. They come twice, and in any order. */
  | { is: 'dispute'; account: string; sourceId: string; amount: bigint; isOver: boolean }
  | { is: 'give'; account: string; amount: bigint; on: string; madeId: string }
  | { is: 'withdraw'; account: string; sourceId: string; amount: bigint }
  | { is: 'allocate'; account: string; sourceId: string; invoiceId: string; amount: bigint }
  | { is: 'takeOff'; account: string; sourceId: string; invoiceId: string; amount: bigint }
  | { is: 'reconcile'; account: string }
  | { is: 'refund'; account: string; sourceId: string; amount: bigint; reopen: boolean }
  | { is: 'credit'; account: string; invoiceId: string; amount: bigint }
  | { is: 'writeOff'; account: string; invoiceId: string; amount: bigint }
  | { is: 'transfer'; account: string; to: string; amount: bigint; on: string; madeId: string }

/** The books after a deed, or null where it must be refused. */
export function after(books: Books, deed: Deed): Books | null {
  const next = structuredClone(books)
  const account = next.accounts[deed.account]
  if (!account) throw new Error(`no account ${deed.account}`)
  return happens(next, account, deed) ? next : null
}

function happens(books: Books, account: AccountBooks, deed: Deed): boolean {
  switch (deed.is) {
    case 'issue':
      account.invoices.push({
        id: deed.madeId,
        dueOn: deed.dueOn,
        due: deed.amount,
        stands: deed.amount,
      })
      return true
    case 'pay': {
      const source = { ...newSource(deed, 'payment'), tender: deed.tender }
      account.sources.push(source)
      if (deed.useOldest) spend(account, [source])
      return true
    }
    case 'give':
      account.sources.push(newSource(deed, 'credit'))
      return true
    case 'withdraw': {
      const source = sourceOf(account, deed.sourceId)
      if (source.kind !== 'credit' || deed.amount > source.left) return false
      source.left -= deed.amount
      return true
    }
    case 'allocate': {
      const source = sourceOf(account, deed.sourceId)
      const invoice = invoiceOf(account, deed.invoiceId)
      if (deed.amount > source.left || deed.amount > invoice.due) return false
      put(account, source, invoice, deed.amount)
      return true
    }
    case 'takeOff': {
      const lying = account.lies.find(
        ({ sourceId, invoiceId }) => sourceId === deed.sourceId && invoiceId === deed.invoiceId,
      )
      if (!lying || deed.amount > lying.amount) return false
      takeOff(account, [lying], deed.amount)
      return true
    }
    case 'refund': {
      const source = sourceOf(account, deed.sourceId)
      if (source.returned || isAtTheBank(source.dispute)) return false
      const lies = account.lies.filter(({ sourceId }) => sourceId === source.id)
      const more = deed.amount - source.left
      if (more > (deed.reopen ? sumOf(lies) : 0n)) return false
      takeOff(account, lies, more)
      source.left -= deed.amount
      return true
    }
    case 'returnCheck': {
      const source = sourceOf(account, deed.sourceId)
      if (source.tender !== 'check' || source.returned) return false
      const taken = bankTakes(account, source, source.amount)
      source.returned = { taken, more: source.amount - taken }
      return true
    }
    case 'dispute': {
      const source = sourceOf(account, deed.sourceId)
      const { amount, outcome } = disputeOf(source)
      const before = source.dispute
      if (!before) {
        const taken = bankTakes(account, source, amount)
        const open = { state: 'needs_response' as const, given: 0n, givenMore: 0n }
        source.dispute = { ...open, taken, more: amount - taken }
      }
      if (deed.isOver && source.dispute?.state === 'needs_response') {
        source.dispute.state = outcome
        if (outcome === 'won') {
          const { taken, more } = source.dispute
          source.dispute = { ...source.dispute, given: taken, givenMore: more }
          source.left += taken
        }
      }
      return true
    }
    case 'credit': {
      const invoice = invoiceOf(account, deed.invoiceId)
      const lies = account.lies.filter(({ invoiceId }) => invoiceId === invoice.id)
      // What was written off is not owed any more and cannot be credited as well.
      if (deed.amount > invoice.stands || deed.amount > invoice.due + sumOf(lies)) return false
      takeOff(account, lies, deed.amount - invoice.due)
      invoice.due -= deed.amount
      invoice.stands -= deed.amount
      return true
    }
    case 'writeOff': {
      const invoice = invoiceOf(account, deed.invoiceId)
      if (deed.amount > invoice.due) return false
      invoice.due -= deed.amount
      return true
    }
    case 'reconcile':
      spend(account, oldestFirst(account.sources))
      return true
    case 'transfer': {
      const held = account.sources.reduce((sum, source) => sum + source.left, 0n)
      const to = books.accounts[deed.to]
      if (!to || deed.amount > held) return false
      let missing = deed.amount
      for (const source of oldestFirst(account.sources)) {
        const part = least(source.left, missing)
        source.left -= part
        missing -= part
      }
      to.sources.push(newSource(deed, 'transfer'))
      return true
    }
  }
}

function newSource(
  { madeId, on, amount }: { madeId: string; on: string; amount: bigint },
  kind: Source['kind'],
): Source {
  const none = { tender: null, returned: null, dispute: null }
  return { id: madeId, kind, on, left: amount, amount, ...none }
}

/** A bank takes money whether or not the payment still has it. Answers how much it had. */
function bankTakes(account: AccountBooks, source: Source, amount: bigint): bigint {
  const lies = account.lies.filter(({ sourceId }) => sourceId === source.id)
  const taken = least(amount, source.left + sumOf(lies))
  takeOff(account, lies, taken - source.left)
  source.left -= taken
  return taken
}

/** The bank decides, or gave the money back: whoever refunds then pays twice. */
function isAtTheBank(dispute: Dispute | null): boolean {
  return dispute !== null && dispute.state !== 'won'
}

/** These sources pay what is owed, the oldest due first. */
function spend(account: AccountBooks, sources: AccountBooks['sources']): void {
  const owed = [...account.invoices].sort((a, b) => order([a.dueOn, a.id], [b.dueOn, b.id]))
  for (const source of sources) {
    for (const invoice of owed) {
      const amount = least(source.left, invoice.due)
      if (amount > 0n) put(account, source, invoice, amount)
    }
  }
}

function put(
  account: AccountBooks,
  source: AccountBooks['sources'][number],
  invoice: AccountBooks['invoices'][number],
  amount: bigint,
): void {
  source.left -= amount
  invoice.due -= amount
  const lying = account.lies.find(
    ({ sourceId, invoiceId }) => sourceId === source.id && invoiceId === invoice.id,
  )
  if (lying) lying.amount += amount
  const rest = account.lies.filter((one) => one !== lying)
  account.lies = [lying ?? { sourceId: source.id, invoiceId: invoice.id, amount }, ...rest]
}

/** So much of these comes off, in their order: owed again, and in hand. */
function takeOff(account: AccountBooks, lies: AccountBooks['lies'], amount: bigint): void {
  let missing = amount
  for (const lying of lies) {
    if (missing <= 0n) break
    const part = least(lying.amount, missing)
    lying.amount -= part
    sourceOf(account, lying.sourceId).left += part
    invoiceOf(account, lying.invoiceId).due += part
    missing -= part
    account.lies = [lying, ...account.lies.filter((one) => one !== lying)]
  }
  account.lies = account.lies.filter((one) => one.amount > 0n)
}

function sumOf(lies: AccountBooks['lies']): bigint {
  return lies.reduce((sum, { amount }) => sum + amount, 0n)
}

function oldestFirst(sources: AccountBooks['sources']): AccountBooks['sources'] {
  return [...sources].sort((a, b) => order([a.on, a.id], [b.on, b.id]))
}

function order(a: [string, string], b: [string, string]): number {
  return a.join(' ') < b.join(' ') ? -1 : 1
}

function sourceOf(account: AccountBooks, id: string) {
  const found = account.sources.find((source) => source.id === id)
  if (!found) throw new Error(`no source ${id}`)
  return found
}

function invoiceOf(account: AccountBooks, id: string) {
  const found = account.invoices.find((invoice) => invoice.id === id)
  if (!found) throw new Error(`no invoice ${id}`)
  return found
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

/** Comparable: the same books are the same text, whatever order things stand in. */
export function said(books: Books): string {
  const accounts = Object.entries(books.accounts).map(([id, { invoices, sources, lies }]) => ({
    id,
    invoices: invoices.map(({ id, due, stands }) => `${id} owes ${due} of ${stands}`).sort(),
    sources: sources.map(sourceSaid).sort(),
    lies: lies.map((one) => `${one.amount} of ${one.sourceId} on ${one.invoiceId}`).sort(),
  }))
  return JSON.stringify(accounts, null, 1)
}

function sourceSaid({ id, left, returned, dispute }: Source): string {
  const back = returned ? `, ${returned.taken} and ${returned.more} came back` : ''
  const { state, taken, more, given, givenMore } = dispute ?? {}
  const at = dispute
    ? `, ${state}: ${taken} and ${more} taken, ${given} and ${givenMore} given`
    : ''
  return `${id} has ${left}${back}${at}`
}
