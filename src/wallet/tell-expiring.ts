import { lockAccount } from '../clients/accounts.ts'
import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { cardName } from './authorization.ts'
import { insertMethodEvent, methodsExpiring } from './method-event-store.ts'
import { countUpcoming, findMethodShown } from './store.ts'
import { tellClient, tellStaff } from './tell-both-sides.ts'

const TOLD_AT_ONCE_MAX = 200

/** Tells client and staff of every card that is good for the last time next month: once per card and date. */
export async function tellExpiring(app: App): Promise<number> {
  const due = await acrossOrganizations(app.db, (tx) =>
    methodsExpiring(tx, app.clock.now(), TOLD_AT_ONCE_MAX),
  )
  for (const { orgId, id } of due) await tellOne(app, orgId, id)
  return due.length
}

async function tellOne(app: App, orgId: string, id: string): Promise<void> {
  await inOrganization(app.db, orgId, async (tx) => {
    const found = await findMethodShown(tx, id)
    if (!found) return
    await lockAccount(tx, found.accountId)
    const method = await findMethodShown(tx, id)
    if (method?.kind !== 'card' || method.removedAt) return
    const now = app.clock.now()
    const month = String(method.expMonth).padStart(2, '0')
    const isFirst = await insertMethodEvent(tx, {
      orgId,
      methodId: id,
      kind: 'expiringTold',
      at: now,
      byName: 'Onfile',
      detail: { expiry: `${method.expYear}-${month}` },
    })
    if (!isFirst) return
    const { name, slug } = await theOrganization(tx)
    const upcoming = await countUpcoming(tx, id)
    const hangs =
      upcoming === 0
        ? []
        : [`${upcoming === 1 ? 'One payment is' : `${upcoming} payments are`} planned with it.`]
    const card = cardName(method)
    const news = {
      orgId,
      accountId: method.accountId,
      about: 'method' as const,
      aboutId: id,
      byName: 'Onfile',
      now,
    }
    await tellClient(app, tx, {
      ...news,
      subject: `${card} at ${name} expires next month`,
      paragraphs: [
        `${card}, which you saved at ${name}, is good through ${month}/${method.expYear}.`,
        ...hangs,
        'When your bank has sent the new one, give it to us or save it in the portal, and it takes the place of this one.',
      ],
      ...(app.url ? { action: { label: 'Open your wallet', url: `${app.url}/portal` } } : {}),
    })
    await tellStaff(app, tx, {
      ...news,
      subject: `${card} expires next month`,
      paragraphs: [
        `${card} is good through ${month}/${method.expYear}. Ask the client for the new one; replacing the card moves what is planned with it.`,
        ...hangs,
      ],
      ...(app.url
        ? {
            action: {
              label: 'Open the Payment Action Center',
              url: `${app.url}/o/${slug}/action-center`,
            },
          }
        : {}),
    })
  })
  app.changed(orgId)
}
