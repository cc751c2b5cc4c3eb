import type { Transaction } from '../database/transaction.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import {
  cardName,
  type NamedMethod,
  methodName as nameOf,
  type SavedCard,
} from './authorization.ts'
import { sendCopy } from './copy-of-consent.ts'
import { tellClient, tellStaff } from './tell-both-sides.ts'

interface Told {
  orgId: string
  accountId: string
  id: string
  method: NamedMethod
  byWhom: string
  now: Date
}

/** Both sides learn of a method that was saved, by whom; the client with a copy of what was agreed. */
export async function tellSaved(
  app: App,
  tx: Transaction,
  saved: Told & {
    authorizationId: string
    recognized: boolean
    replaced: NamedMethod | null
  },
): Promise<void> {
  const { orgId, accountId, method, byWhom, now, authorizationId } = saved
  const { name } = await theOrganization(tx)
  const methodName = nameOf(method)
  const subject = saved.replaced
    ? `${methodName} took the place of ${nameOf(saved.replaced)}`
    : saved.recognized
      ? `${methodName} was saved again`
      : `${methodName} was saved`
  const occasion = {
    subject: `${subject} at ${name}`,
    sentence: `${subject} by ${byWhom}.${saved.replaced ? ` ${nameOf(saved.replaced)} is not charged any more.` : ''} Saving it charged nothing.`,
  }
  await sendCopy(app, tx, { orgId, authorizationId, methodName, occasion, now })
  await tellStaff(app, tx, {
    orgId,
    accountId,
    about: 'method',
    aboutId: saved.id,
    subject,
    paragraphs: [`${subject} by ${byWhom}. The client agreed that it is charged for what is owed.`],
    byName: byWhom,
    now,
  })
}

/** Both sides learn of a method that left the wallet. */
export async function tellRemoved(
  app: App,
  tx: Transaction,
  removed: Told & { upcoming: number; isSeen: boolean },
): Promise<void> {
  const { orgId, accountId, method, byWhom, now, upcoming } = removed
  const { name } = await theOrganization(tx)
  const methodName = nameOf(method)
  const left =
    upcoming === 0
      ? []
      : [
          `${upcoming === 1 ? 'One payment was' : `${upcoming} payments were`} planned with it and need another method.`,
        ]
  const newsOf = (called: string) => ({
    orgId,
    accountId,
    about: 'method' as const,
    aboutId: removed.id,
    subject: `${called} was removed at ${name}`,
    paragraphs: [
      `${called} was removed by ${byWhom}. It is not charged any more, and every permission to charge it has ended.`,
      ...left,
    ],
    byName: byWhom,
    now,
  })
  await tellClient(app, tx, newsOf(methodName))
  await tellStaff(app, tx, newsOf(removed.isSeen ? methodName : 'A saved method'))
}

/** Both sides learn that a card got a new number or date from its bank. */
export async function tellRenewed(
  app: App,
  tx: Transaction,
  renewed: {
    orgId: string
    accountId: string
    id: string
    before: SavedCard
    card: CardNow
    isSeen: boolean
    now: Date
  },
): Promise<void> {
  const { orgId, accountId, before, card, isSeen, now } = renewed
  const { name } = await theOrganization(tx)
  const [old, anew] = [cardName(before), cardName(card)]
  const goodThrough = `${String(card.expMonth).padStart(2, '0')}/${card.expYear}`
  const what =
    old === anew
      ? `${old} is good through ${goodThrough} now`
      : `${old} is ${anew} now, good through ${goodThrough}`
  const newsOf = (sentence: string) => ({
    orgId,
    accountId,
    about: 'method' as const,
    aboutId: renewed.id,
    subject: `${sentence.split(',')[0]} at ${name}`,
    paragraphs: [
      `${sentence}: its bank gave it out anew. What was agreed to and what is planned with it go on.`,
    ],
    byName: 'Onfile',
    now,
  })
  await tellClient(app, tx, newsOf(what))
  await tellStaff(app, tx, newsOf(isSeen ? what : 'A saved card was given out anew'))
}

type CardNow = Pick<SavedCard, 'brand' | 'last4' | 'expMonth' | 'expYear'>
