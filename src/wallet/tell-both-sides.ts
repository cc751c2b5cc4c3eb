import { peopleOfAccount } from '../clients/account-person.ts'
import { clientsOfAccount } from '../clients/accounts.ts'
import type { Transaction } from '../database/transaction.ts'
import { plainLetter } from '../mail/letter.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { brandOf, letterHeadOf } from '../organizations/brand.ts'
import type { App } from '../processor/app.ts'
import { walletSettings } from './settings-store.ts'

/** What happened in a wallet, in words: once for the client, once for staff. */
export interface News {
  orgId: string
  accountId: string
  /** The method or the authorization. */
  aboutId: string
  about: 'method' | 'authorization'
  subject: string
  paragraphs: string[]
  /** Said to the client only: what to do if it was not they. */
  note?: string
  /** Where to go from here. */
  action?: { label: string; url: string }
  byName: string
  now: Date
}

export const NOT_YOU = 'If this was not what you wanted, answer this mail or call us.'

/** Tells the client by e-mail, at every address of the account that is known. */
export async function tellClient(app: App, tx: Transaction, news: News): Promise<void> {
  const clients = await clientsOfAccount(tx, news.accountId)
  const addresses = clients
    .filter((client) => client.archivedAt === null)
    .flatMap(({ email }) => (email ? [email] : []))
  // Whose wallet it is in the portal, by the address they signed in with.
  const owners = (await peopleOfAccount(tx, news.accountId))
    .filter(({ role, confirmedAt }) => role === 'owner' && confirmedAt !== null)
    .map(({ email }) => email)
  await tell(app, tx, news, [...addresses, ...owners], { note: news.note ?? NOT_YOU })
}

/** Tells whoever of the staff wants to know what happens in wallets. */
export async function tellStaff(app: App, tx: Transaction, news: News): Promise<void> {
  const { toldTo } = await walletSettings(tx)
  const { email } = await brandOf(tx)
  const addresses = toldTo.length > 0 ? toldTo : email ? [email] : []
  const clients = await clientsOfAccount(tx, news.accountId)
  const of = clients[0] ? `${clients[0].accountName}: ` : ''
  await tell(app, tx, { ...news, subject: `${of}${news.subject}` }, addresses, {})
}

async function tell(
  app: App,
  tx: Transaction,
  news: News,
  addresses: string[],
  { note }: { note?: string },
): Promise<void> {
  if (addresses.length === 0) return
  const { orgId, about, aboutId, byName, now, subject, paragraphs, action } = news
  const letter = plainLetter(await letterHeadOf(tx), {
    subject,
    paragraphs,
    ...(action ? { action } : {}),
    ...(note ? { note } : {}),
  })
  for (const to of new Set(addresses.map((address) => address.toLowerCase()))) {
    await queueMail(tx, { orgId, id: app.newId(), to, about, aboutId, letter, byName, now })
  }
}
