import { recordAct } from '../audit/record.ts'
import {
  type AccountPerson,
  changeAccountPerson,
  endAccountPerson,
  findAccountPerson,
  insertAccountPerson,
  peopleOfAccount,
} from '../clients/account-person.ts'
import { findAccount, lockAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readEmail, readText } from '../http/text-field.ts'
import { plainLetter } from '../mail/letter.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { letterHeadOf } from '../organizations/brand.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { hashOfToken, newToken } from '../staff/secret-token.ts'
import { insertSignIn } from './store.ts'

/** Long enough for a holiday to begin and a Monday to come. */
const INVITATION_DAYS = 7

export interface PersonRequest {
  email: string
  name: string
  role: 'owner' | 'representative'
  mayPay?: boolean | undefined
  mayManageWallet?: boolean | undefined
}

/** Who may act for an account in the portal. */
export function seePeople(app: App, caller: Caller, given: string): Promise<AccountPerson[]> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'clients.read')
    const accountId = readId('acc', given, 'account')
    if (!(await findAccount(tx, accountId))) refuseUnknown('account')
    return peopleOfAccount(tx, accountId)
  })
}

/**
 * Lets somebody act for an account and mails them a link. Until they opened it nobody can act under
 * that address: the link is the proof that it is theirs.
 */
export async function invitePerson(
  app: App,
  caller: Caller,
  given: string,
  request: PersonRequest,
  linkTo: (token: string) => string,
): Promise<AccountPerson> {
  const email = readEmail(request.email, 'email')?.toLowerCase()
  if (!email) return refuse('field_required', 'Enter their e-mail address.', { field: 'email' })
  const name = readText(request.name, 'name', { max: 120, called: 'Names', required: true })
  const isOwner = request.role === 'owner'
  const id = app.newId()
  const person = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'clients.write')
    const accountId = readId('acc', given, 'account')
    if (!(await lockAccount(tx, accountId))) refuseUnknown('account')
    const here = await peopleOfAccount(tx, accountId)
    if (isOwner && here.some((one) => one.role === 'owner')) {
      refuse('owner_there', 'This account has its owner in the portal. Add a representative.', {
        field: 'role',
      })
    }
    const inserted = await insertAccountPerson(tx, caller.orgId, {
      id,
      accountId,
      email,
      name,
      role: request.role,
      mayPay: isOwner || (request.mayPay ?? true),
      mayManageWallet: isOwner || (request.mayManageWallet ?? false),
      invitedByName: actor.name,
      createdAt: app.clock.now(),
    })
    if (inserted === 0) {
      refuse('email_taken', 'Somebody with this address may act for this account already.', {
        field: 'email',
      })
    }
    await recordAct(app, tx, caller, actor, 'account_person.invited', id)
    return thePerson(tx, id)
  })
  await sendInvitation(app, caller, person, linkTo)
  return person
}

/** The same link once more, for somebody who has not come yet. */
export async function inviteAgain(
  app: App,
  caller: Caller,
  id: string,
  linkTo: (token: string) => string,
): Promise<AccountPerson> {
  const person = await inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'clients.write')
    return thePerson(tx, id)
  })
  if (person.endedAt) refuse('access_ended', 'Their access was ended. Invite them anew.')
  await sendInvitation(app, caller, person, linkTo)
  return person
}

/** What a representative may do; the owner may do everything. */
export function changePerson(
  app: App,
  caller: Caller,
  id: string,
  changes: { mayPay: boolean; mayManageWallet: boolean },
): Promise<AccountPerson> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'clients.write')
    const person = await thePerson(tx, id)
    if (person.endedAt) refuse('access_ended', 'Their access was ended. Invite them anew.')
    if (person.role === 'owner') {
      refuse('owner_there', 'The owner of an account may do everything there.')
    }
    await changeAccountPerson(tx, id, changes)
    await recordAct(app, tx, caller, actor, 'account_person.changed', id)
    return thePerson(tx, id)
  })
}

/** Ends somebody's access: their next request finds it ended. */
export function endAccess(app: App, caller: Caller, id: string): Promise<AccountPerson> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'clients.write')
    await thePerson(tx, id)
    await endAccountPerson(tx, id, app.clock.now())
    await recordAct(app, tx, caller, actor, 'account_person.ended', id)
    return thePerson(tx, id)
  })
}

async function sendInvitation(
  app: App,
  { orgId }: Caller,
  { email, name, accountId }: AccountPerson,
  linkTo: (token: string) => string,
): Promise<void> {
  const token = newToken()
  const now = app.clock.now()
  const expiresAt = new Date(now.getTime() + INVITATION_DAYS * 86_400_000)
  await insertSignIn(app.db, {
    tokenHash: hashOfToken(token),
    codeHash: null,
    email,
    orgId,
    now,
    expiresAt,
  })
  await inOrganization(app.db, orgId, async (tx) => {
    const organization = await theOrganization(tx)
    await queueMail(tx, {
      orgId,
      id: app.newId(),
      to: email,
      about: 'portalInvitation',
      aboutId: accountId,
      private: true,
      byName: 'Onfile',
      now,
      letter: plainLetter(await letterHeadOf(tx), {
        subject: `Your account at ${organization.name}`,
        paragraphs: [
          `Hello ${name},`,
          `${organization.name} opened its client portal for you: see what is due, pay it, keep your payment methods and find your receipts.`,
        ],
        action: { label: 'Open the portal', url: linkTo(token) },
        note: `The link works once, for ${INVITATION_DAYS} days. Later you sign in with this address: we mail you a code.`,
      }),
    })
  })
}

async function thePerson(tx: Transaction, id: string): Promise<AccountPerson> {
  return (await findAccountPerson(tx, id)) ?? refuseUnknown('person')
}
