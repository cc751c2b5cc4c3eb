import { lockAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { App } from '../processor/app.ts'
import type { Hearer } from '../processor/hear-events.ts'
import type { Card } from '../processor/processor.ts'
import { cardName, type SavedMethod } from './authorization.ts'
import { insertMethodEvent } from './method-event-store.ts'
import { removeFromWallet } from './save-method.ts'
import {
  countUpcoming,
  findMethodOfProcessor,
  findMethodShown,
  lockMethod,
  setMandateInactive,
  takeOverCard,
} from './store.ts'
import { tellRemoved, tellRenewed } from './tell-of-method.ts'

/**
 * Networks give cards new numbers and dates, and somebody may take one off in the processor's
 * dashboard: the method is read again, and what it is there it is here.
 */
export const hearMethodEvent: Hearer<SavedMethod | undefined> = {
  find: (tx, account, id) => findMethodOfProcessor(tx, account.processorAccountId, { method: id }),
  async hear(app, account, event, method) {
    // Most are of methods that nobody keeps; what is saved later is read when it is saved.
    if (!method || method.removedAt) return 'known'
    const processor = await app.processors.of(account)
    const read = await processor.readMethod(event.objectId)
    if (read.is !== 'answered' && read.is !== 'refused') return 'no_answer'
    if (read.is === 'refused' || !read.value.isAttached) {
      await detached(app, account.orgId, method.id)
    } else if (read.value.card) await takeOver(app, account.orgId, method.id, read.value.card)
    return 'heard'
  },
}

/** The client withdrew at their bank what lets an account be debited. */
export const hearMandateEvent: Hearer<SavedMethod | undefined> = {
  find: (tx, account, id) => findMethodOfProcessor(tx, account.processorAccountId, { mandate: id }),
  async hear(app, account, event, method) {
    if (!method || method.removedAt) return 'known'
    const processor = await app.processors.of(account)
    const read = await processor.readMandate(event.objectId)
    if (read.is !== 'answered') return read.is === 'refused' ? 'known' : 'no_answer'
    if (read.value.isInForce) return 'known'
    await inOrganization(app.db, account.orgId, async (tx) => {
      const locked = await lockWithAccount(tx, method)
      if (locked) await setMandateInactive(tx, locked.id)
    })
    app.changed(account.orgId)
    return 'heard'
  },
}

const BY_BANK = 'the card’s bank'
const BY_SOMEBODY = 'somebody at the card processor'

async function takeOver(app: App, orgId: string, id: string, card: Card): Promise<void> {
  await inOrganization(app.db, orgId, async (tx) => {
    const found = await findMethodShown(tx, id)
    const before = found && (await lockWithAccount(tx, found))
    if (before?.kind !== 'card' || isSame(before, card)) return
    const now = app.clock.now()
    await takeOverCard(tx, id, card)
    await insertMethodEvent(tx, {
      orgId,
      methodId: id,
      kind: 'updated',
      at: now,
      byName: BY_BANK,
      detail: {
        from: { name: cardName(before), expMonth: before.expMonth, expYear: before.expYear },
        to: { name: cardName(card), expMonth: card.expMonth, expYear: card.expYear },
      },
    })
    const { accountId } = before
    const isSeen = isAuthorized(before)
    await tellRenewed(app, tx, { orgId, accountId, id, before, card, isSeen, now })
    await app.react(tx, { is: 'moved', what: 'method', orgId, id, at: now })
  })
  app.changed(orgId)
}

async function detached(app: App, orgId: string, id: string): Promise<void> {
  await inOrganization(app.db, orgId, async (tx) => {
    const found = await findMethodShown(tx, id)
    const method = found && (await lockWithAccount(tx, found))
    if (!method) return
    const now = app.clock.now()
    const upcoming = await countUpcoming(tx, id)
    const removal = { orgId, method, byWhom: BY_SOMEBODY, now }
    const isSeen = isAuthorized(method)
    await removeFromWallet(tx, { ...removal, why: 'detached', detail: { upcoming } })
    const { accountId } = method
    await tellRemoved(app, tx, { ...removal, id, accountId, upcoming, isSeen })
    await app.react(tx, { is: 'moved', what: 'method', orgId, id, at: now })
  })
  app.changed(orgId)
}

/** The account first, as everywhere; undefined where it left the wallet meanwhile. */
async function lockWithAccount(
  tx: Transaction,
  { id, accountId }: SavedMethod,
): Promise<SavedMethod | undefined> {
  await lockAccount(tx, accountId)
  const method = await lockMethod(tx, id)
  return method && !method.removedAt ? method : undefined
}

function isAuthorized({ consent }: SavedMethod): boolean {
  return consent !== null && consent.endedBy === null
}

function isSame(
  method: Pick<Card, 'brand' | 'last4' | 'expMonth' | 'expYear'>,
  card: Card,
): boolean {
  return (
    method.brand === card.brand &&
    method.last4 === card.last4 &&
    method.expMonth === card.expMonth &&
    method.expYear === card.expYear
  )
}
