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
  sources: { id: string; kind: 'payment' | 'credit' | 'transfer'; on: string; left: bigint }[]
  /** What lies on invoices, the newest first. */
  lies: { sourceId: string; invoiceId: string; amount: bigint }[]
}

/** What somebody does. Amounts in minor units; ids as they stand in the books before it. */
export type Deed =
  | { is: 'issue'; account: string; amount: bigint; dueOn: string; madeId: string }
  | { is: 'pay'; account: string; amount: bigint; on: string; useOldest: boolean; madeId: string }
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
      const source = { id: deed.madeId, kind: 'payment' as const, on: deed.on, left: deed.amount }
      account.sources.push(source)
      if (deed.useOldest) spend(account, [source])
      return true
    }
    case 'give':
      account.sources.push({ id: deed.madeId, kind: 'credit', on: deed.on, left: deed.amount })
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
      const lies = account.lies.filter(({ sourceId }) => sourceId === source.id)
      const more = deed.amount - source.left
      if (more > (deed.reopen ? sumOf(lies) : 0n)) return false
      takeOff(account, lies, more)
      source.left -= deed.amount
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
      to.sources.push({ id: deed.madeId, kind: 'transfer', on: deed.on, left: deed.amount })
      return true
    }
  }
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
    sources: sources.map(({ id, left }) => `${id} has ${left}`).sort(),
    lies: lies.map((one) => `${one.amount} of ${one.sourceId} on ${one.invoiceId}`).sort(),
  }))
  return JSON.stringify(accounts, null, 1)
}
