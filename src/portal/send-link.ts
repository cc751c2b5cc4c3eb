import { recordAct } from '../audit/record.ts'
import { findAccount, lockAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readEmail } from '../http/text-field.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { findInvoice } from '../invoices/invoices.ts'
import { toTypeId } from '../kit/id.ts'
import {
  dueByLink,
  findLink,
  LINK_DAYS_MAX,
  type Link,
  type LinkPurpose,
  linkDays,
  linkState,
  linksOfAccount,
  linkToken,
  linkUrl,
  noteMailed,
  setLinkDays,
  setRevoked,
} from '../links/links.ts'
import { writeLink } from '../links/make-link.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { waitForClient } from '../payments/client-action.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { once, requireKey } from '../staff/idempotency.ts'
import { may, type Permission } from '../staff/roles.ts'
import { hashOfToken } from '../staff/secret-token.ts'
import { linkLetter } from './link-letter.ts'

const LINKS_SHOWN = 50
/** Its invoices are held so long: nobody else can charge them while a client may still say yes. */
const CONFIRM_HOURS = 24

/** Whose server makes the token of a link. */
export interface Sender {
  app: App
  secret: string
}

export interface LinkRequest {
  accountId: string
  purpose: LinkPurpose
  invoiceId?: string | undefined
  paymentId?: string | undefined
  days?: number | undefined
}

const NEEDS: Record<LinkPurpose, Permission> = {
  pay_invoice: 'payments.charge',
  pay_balance: 'payments.charge',
  add_method: 'wallet.write',
  confirm_payment: 'payments.charge',
}

/** Makes a link. The same key again is the same link. */
export function makeLink(
  { app, secret }: Sender,
  caller: Caller,
  idempotencyKey: string | undefined,
  request: LinkRequest,
  origin: string,
) {
  const key = requireKey(idempotencyKey)
  const id = app.newId()
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, NEEDS[request.purpose])
    const now = app.clock.now()
    const { made, repeated } = await once(
      tx,
      { caller, actorId: actor.id, key, request, id, now },
      async () => {
        await newLink(app, tx, caller, actor, { id, secret, request, origin })
        return id
      },
      async (before) => before,
    )
    return { link: await shown(tx, secret, actor, await theLink(tx, made), now), repeated }
  })
}

async function newLink(
  app: App,
  tx: Transaction,
  caller: Caller,
  actor: StaffActor,
  asked: { id: string; secret: string; request: LinkRequest; origin: string },
): Promise<void> {
  const { id, secret, request, origin } = asked
  const { orgId } = caller
  const now = app.clock.now()
  const accountId = readId('acc', request.accountId, 'account')
  const account = (await lockAccount(tx, accountId)) ?? refuseUnknown('account')
  if (account.archived) {
    refuse('client_archived', 'Restore the client before sending a link.', { moneyMoved: 'no' })
  }
  const days = await readDays(tx, request.days)
  const inDays = new Date(now.getTime() + days * 86_400_000)
  const invoiceId = await readInvoice(tx, request, accountId)
  const paymentId =
    request.purpose === 'confirm_payment' ? readId('pay', request.paymentId ?? '', 'payment') : null
  const confirmBy = new Date(Math.min(inDays.getTime(), now.getTime() + CONFIRM_HOURS * 3_600_000))
  if (paymentId) await waitForClient(tx, { paymentId, accountId, until: confirmBy })
  if (request.purpose === 'pay_balance' && (await dueByLink(tx, { accountId, invoiceId })) === 0n) {
    refuse('exceeds_balance', 'Nothing is due on this account. Issue an invoice first.', {
      moneyMoved: 'no',
    })
  }
  await writeLink(tx, secret, {
    id,
    orgId,
    accountId,
    purpose: request.purpose,
    invoiceId,
    paymentId,
    mailId: null,
    sentTo: null,
    origin,
    createdBy: actor.id,
    createdByName: actor.name,
    createdAt: now,
    expiresAt: paymentId ? confirmBy : inDays,
  })
  await recordAct(app, tx, caller, actor, 'link.made', id, { purpose: request.purpose, days })
}

async function readDays(tx: Transaction, given: number | undefined): Promise<number> {
  if (given === undefined) return linkDays(tx)
  if (given < 1 || given > LINK_DAYS_MAX) {
    refuse('field_invalid', `Choose 1 to ${LINK_DAYS_MAX} days.`, { field: 'days' })
  }
  return given
}

async function readInvoice(
  tx: Transaction,
  request: LinkRequest,
  accountId: string,
): Promise<string | null> {
  if (request.purpose !== 'pay_invoice') return null
  const id = readId('inv', request.invoiceId ?? '', 'invoice')
  const invoice = await findInvoice(tx, id)
  if (invoice?.accountId !== accountId) return refuseUnknown('invoice')
  if (invoice.due === 0n) {
    refuse('invoice_state', 'Nothing is due on this invoice, so there is nothing to pay.', {
      moneyMoved: 'no',
    })
  }
  return id
}

/** The links of an account, newest first. */
export function seeLinks({ app, secret }: Sender, caller: Caller, given: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.read')
    const accountId = readId('acc', given, 'account')
    if (!(await findAccount(tx, accountId))) refuseUnknown('account')
    const now = app.clock.now()
    const links = await linksOfAccount(tx, accountId, LINKS_SHOWN)
    const data = []
    for (const link of links) data.push(await shown(tx, secret, actor, link, now))
    return { data }
  })
}

/** From now on it opens nothing. */
export function revokeLink({ app, secret }: Sender, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.charge')
    await theLink(tx, id)
    const now = app.clock.now()
    await setRevoked(tx, id, { at: now, byName: actor.name })
    await recordAct(app, tx, caller, actor, 'link.revoked', id)
    return shown(tx, secret, actor, await theLink(tx, id), now)
  })
}

/** Mails a link. Its words are wiped from the outbox when it is gone. */
export function emailLink(
  { app, secret }: Sender,
  caller: Caller,
  id: string,
  request: { to: string },
) {
  const to = readEmail(request.to, 'to')
  if (!to) return refuse('field_required', 'Enter an e-mail address.', { field: 'to' })
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.charge')
    const link = await theLink(tx, id)
    const now = app.clock.now()
    const state = linkState(link, now)
    if (state !== 'sent' && state !== 'opened') {
      refuse('link_used', 'This link opens nothing any more. Make a new one.')
    }
    const mailId = app.newId()
    await queueMail(tx, {
      orgId: caller.orgId,
      id: mailId,
      to,
      about: 'link',
      aboutId: link.accountId,
      private: true,
      byId: actor.id,
      byName: actor.name,
      now,
      letter: await linkLetter(tx, link, linkUrl(secret, link)),
    })
    await noteMailed(tx, id, { mailId, to })
    await recordAct(app, tx, caller, actor, 'link.mailed', id, { to })
    return shown(tx, secret, actor, await theLink(tx, id), now)
  })
}

/** Settings › Links: how many days a link works where nothing else is chosen. */
export function seeLinkDays(app: App, caller: Caller) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.read')
    return { days: await linkDays(tx) }
  })
}

export function changeLinkDays(app: App, caller: Caller, days: number) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    const before = await linkDays(tx)
    const after = await readDays(tx, days)
    await setLinkDays(tx, after)
    await recordAct(app, tx, caller, actor, 'link_days.changed', null, { before, after })
    return { days: after }
  })
}

async function theLink(tx: Transaction, id: string): Promise<Link> {
  return (await findLink(tx, id)) ?? refuseUnknown('link')
}

/** The address of a link is for who may send one; after the server's secret was changed it is lost. */
async function shown(tx: Transaction, secret: string, actor: StaffActor, link: Link, now: Date) {
  const state = linkState(link, now)
  const isOpen = state === 'sent' || state === 'opened'
  const isOurs = hashOfToken(linkToken(secret, link)).equals(link.tokenHash)
  const invoice = link.invoiceId ? await findInvoice(tx, link.invoiceId) : undefined
  return {
    id: toTypeId('lnk', link.id),
    purpose: link.purpose,
    invoice: invoice
      ? { id: toTypeId('inv', invoice.id), number: invoiceNumber(invoice.number) }
      : null,
    paymentId: link.paymentId && toTypeId('pay', link.paymentId),
    state,
    url: isOpen && isOurs && may(actor, NEEDS[link.purpose]) ? linkUrl(secret, link) : null,
    sentTo: link.sentTo,
    createdBy: link.createdByName,
    createdAt: link.createdAt.toISOString(),
    expiresAt: link.expiresAt.toISOString(),
    openedAt: link.openedAt?.toISOString() ?? null,
    revokedAt: link.revokedAt?.toISOString() ?? null,
    revokedBy: link.revokedByName,
  }
}
