import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { allocate, takeOffByHand } from '../../../src/allocations/allocate-by-hand.ts'
import { giveGoodwill, withdrawCredit } from '../../../src/allocations/credit.ts'
import { reconcileAccount } from '../../../src/allocations/reconcile.ts'
import { transferCredit } from '../../../src/allocations/transfer.ts'
import { inOrganization, row, rows } from '../../../src/database/transaction.ts'
import { recordDispute } from '../../../src/disputes/record-dispute.ts'
import type { Caller } from '../../../src/http/caller.ts'
import { Problem } from '../../../src/http/problem.ts'
import { creditInvoice } from '../../../src/invoices/credit-invoice.ts'
import { issueInvoice } from '../../../src/invoices/issue-invoice.ts'
import { writeOff } from '../../../src/invoices/write-off.ts'
import { fromTypeId, toTypeId } from '../../../src/kit/id.ts'
import { takePayment } from '../../../src/payments/take-payment.ts'
import { currentProcessorAccount } from '../../../src/processor/accounts.ts'
import { makeRefund } from '../../../src/refunds/make-refund.ts'
import { returnCheck } from '../../../src/returns/return-check.ts'
import { cardToken, type TestOrganization, type World } from '../../support/world.ts'
import {
  type Books,
  type Deed,
  type Dispute,
  disputeOf,
  type Source,
  type Tender,
} from './books.ts'

/** The product, asked through its use cases, and what its tables say afterwards. */
export interface Product {
  accounts: string[]
  today: string
  /** Does it; answers the id of what was made, or that it was refused. */
  does(deed: Deed): Promise<{ madeId: string | null } | 'refused' | 'busy'>
  books(): Promise<Books>
}

/** Two accounts of a new organization. */
export async function newProduct(world: World): Promise<Product> {
  const organization = await world.organization()
  const desk = organization.as('owner')
  const accounts: string[] = []
  for (const name of ['Ada Able', 'Ben Baker']) {
    const client = await desk.post('/clients', { name })
    accounts.push(fromTypeId('acc', client.body.account.id) ?? '')
  }
  const { tenders, timeZone } = (await desk.get('/organization')).body
  const tenderOf = (kind: Tender): string =>
    tenders.find((one: { kind: string }) => one.kind === kind).id
  const caller = await ownerOf(world, organization)
  const { app } = world.server
  const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(app.clock.now())

  async function act(deed: Deed): Promise<string | null> {
    const account = toTypeId('acc', deed.account)
    const money = (amount: bigint) => ({ amount: Number(amount), currency: 'USD' })
    switch (deed.is) {
      case 'issue': {
        const lines = [{ description: 'Lessons', quantity: 1, unitAmount: Number(deed.amount) }]
        return (await issueInvoice(app, caller, { accountId: account, dueOn: deed.dueOn, lines }))
          .id
      }
      case 'pay': {
        const taken = await takePayment(app, caller, randomUUID(), {
          accountId: account,
          ...money(deed.amount),
          method: await methodOf(deed.tender),
          duplicateReason: 'One of many',
          ...(deed.useOldest ? { keepCredit: true } : { invoiceIds: [] }),
        })
        return taken.payment.id
      }
      case 'give': {
        const asked = { accountId: account, ...money(deed.amount), reason: 'Goodwill' }
        return (await giveGoodwill(app, caller, randomUUID(), asked)).made.id
      }
      case 'withdraw':
        await withdrawCredit(app, caller, deed.sourceId, {
          amount: Number(deed.amount),
          reason: 'Given by mistake',
        })
        return null
      case 'allocate':
        await allocate(app, caller, deed.account, [await partOf(deed)])
        return null
      case 'takeOff':
        await takeOffByHand(app, caller, deed.account, [await partOf(deed)])
        return null
      case 'reconcile':
        await reconcileAccount(app, caller, deed.account)
        return null
      case 'refund':
        await makeRefund(app, caller, randomUUID(), deed.sourceId, {
          amount: Number(deed.amount),
          invoices: deed.reopen ? 'reopen' : 'leave',
          reason: 'requested',
        })
        return null
      case 'returnCheck':
        await returnCheck(app, caller, deed.sourceId, { reason: 'Not sufficient funds' })
        return null
      case 'dispute':
        await hearOfDispute(deed)
        return null
      case 'credit':
        await creditInvoice(app, caller, randomUUID(), deed.invoiceId, {
          lines: [{ position: 0, amount: Number(deed.amount) }],
          reason: 'Not held',
        })
        return null
      case 'writeOff':
        await writeOff(app, caller, randomUUID(), deed.invoiceId, {
          amount: Number(deed.amount),
          reason: 'Moved away',
        })
        return null
      case 'transfer': {
        const transfer = await transferCredit(app, caller, randomUUID(), {
          fromAccountId: account,
          toAccountId: toTypeId('acc', deed.to),
          ...money(deed.amount),
          reason: 'Same family',
        })
        return transfer.made.creditId
      }
    }
  }

  async function methodOf(tender: Tender) {
    if (tender !== 'card') return { kind: 'tender' as const, tenderId: tenderOf(tender) }
    const confirmationToken = await cardToken(organization.stripe, 'pm_card_visa')
    return { kind: 'new' as const, confirmationToken, save: false }
  }

  /** News as the processor tells it: what its balance says was taken and given so far. */
  async function hearOfDispute({
    sourceId,
    amount: paid,
    isOver,
  }: Extract<Deed, { is: 'dispute' }>) {
    const { amount, outcome } = disputeOf({ id: sourceId, amount: paid })
    const { orgId } = caller
    const [account, payment] = await inOrganization(app.db, orgId, async (tx) => [
      await currentProcessorAccount(tx),
      await row<{ intentId: string }>(
        tx,
        sql`select intent_id as "intentId" from payment where id = ${sourceId}`,
      ),
    ])
    await recordDispute(
      app,
      { orgId, processorAccountId: account?.id ?? '' },
      {
        id: `du_${sourceId}`,
        intentId: payment?.intentId ?? null,
        amount: Number(amount),
        currency: 'USD',
        state: isOver ? outcome : 'needs_response',
        isInquiry: false,
        processorState: isOver ? outcome : 'needs_response',
        reason: 'fraudulent',
        dueBy: null,
        withdrawn: Number(amount),
        reinstated: isOver && outcome === 'won' ? Number(amount) : 0,
        fee: 1_500,
        createdAt: app.clock.now(),
      },
      { door: 'poll' },
    )
  }

  async function partOf(deed: Extract<Deed, { is: 'allocate' | 'takeOff' }>) {
    const [found] = await inOrganization(app.db, caller.orgId, (tx) =>
      rows(tx, sql`select from account_credit where id = ${deed.sourceId}`),
    )
    return {
      sourceId: toTypeId(found ? 'crd' : 'pay', deed.sourceId),
      invoiceId: toTypeId('inv', deed.invoiceId),
      amount: Number(deed.amount),
    }
  }

  return {
    accounts,
    today,
    async does(deed) {
      try {
        return { madeId: await act(deed) }
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        return BUSY.includes(error.code) ? 'busy' : 'refused'
      }
    },
    books: () => booksOf(world, caller.orgId, accounts),
  }
}

/** Somebody else gives money of the same payment back in this moment. */
const BUSY: string[] = ['in_progress', 'result_pending']

async function ownerOf(world: World, { orgId }: TestOrganization): Promise<Caller> {
  const [owner] = await inOrganization(world.server.app.db, orgId, (tx) =>
    rows<{ loginId: string }>(
      tx,
      sql`select login_id as "loginId" from staff_member where role = 'owner'`,
    ),
  )
  if (!owner) throw new Error('an organization has an owner')
  return { orgId, loginId: owner.loginId }
}

/** What the rows say, added up here and not by the product. */
function booksOf(world: World, orgId: string, accounts: string[]): Promise<Books> {
  return inOrganization(world.server.app.db, orgId, async (tx) => {
    const books: Books = { accounts: {} }
    for (const id of accounts) {
      const invoices = await rows<Books['accounts'][string]['invoices'][number]>(
        tx,
        sql`select id, due_on as "dueOn", due, total - credited as stands from invoice where account_id = ${id}`,
      )
      const sources = await rows<SourceRow>(
        tx,
        sql`select p.id, 'payment' as kind, p.posted_on as "on", p.left_over as "left", t.kind as tender, p.amount,
              case when r.id is null then null else array[r.taken, r.amount - r.taken] end as "cameBack",
              d.state, array[d.withdrawn, d.withdrawn_more, d.reinstated, d.reinstated_more] as bank
            from payment p join tender t on t.id = p.tender_id
            left join payment_return r on r.payment_id = p.id
            left join dispute d on d.payment_id = p.id
            where p.account_id = ${id} and p.state = 'succeeded'
            union all select id, case kind when 'goodwill' then 'credit' else 'transfer' end, effective_on, left_over,
              null, amount, null, null, null
            from account_credit where account_id = ${id}`,
      )
      const lies = await rows<Books['accounts'][string]['lies'][number]>(
        tx,
        sql`select coalesce(a.payment_id, a.credit_id) as "sourceId", a.invoice_id as "invoiceId",
              sum(a.amount)::bigint as amount
            from allocation a join invoice i on i.org_id = a.org_id and i.id = a.invoice_id
            where i.account_id = ${id} group by 1, 2 having sum(a.amount) <> 0
            order by max(a.created_at) desc, max(a.id::text) desc`,
      )
      books.accounts[id] = { invoices, sources: sources.map(sourceOf), lies }
    }
    return books
  })
}

interface SourceRow extends Pick<Source, 'id' | 'kind' | 'on' | 'left' | 'tender' | 'amount'> {
  cameBack: bigint[] | null
  state: Dispute['state'] | null
  bank: bigint[] | null
}

function sourceOf({ cameBack, state, bank, ...source }: SourceRow): Source {
  const [taken = 0n, more = 0n] = (cameBack ?? []).map(BigInt)
  const [withdrawn = 0n, beyond = 0n, given = 0n, givenMore = 0n] = (bank ?? []).map((one) =>
    BigInt(one ?? 0),
  )
  return {
    ...source,
    returned: cameBack && { taken, more },
    dispute: state && { state, taken: withdrawn, more: beyond, given, givenMore },
  }
}
