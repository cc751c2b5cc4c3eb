import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import { readEmail } from '../http/text-field.ts'
import { fromTypeId } from '../kit/id.ts'
import { linkDays } from '../links/links.ts'
import { writeLink } from '../links/make-link.ts'
import { queueMail } from '../mail/queue-mail.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { readCreditNote } from './invoice-document.ts'
import { readInvoiceDetail } from './see-invoice.ts'
import { findInvoice } from './store.ts'

interface Request {
  to?: string | undefined
}

/** Whose server makes the link that a mail carries, and where it is reached. */
export interface Sender {
  app: App
  secret: string
  origin: string
}

interface Queued {
  orgId: string
  mailId: string
  to: string
  actor: StaffActor
}

/** Mails an invoice to an address: the one given, else the one on file. With a link to pay it by. */
export function emailInvoice(
  { app, secret, origin }: Sender,
  caller: Caller,
  id: string,
  request: Request,
) {
  const payLink = (tx: Transaction, mail: Queued) =>
    linkInMail(tx, { app, secret, origin }, id, mail)
  return mail(app, caller, { about: 'invoice', id, request, payLink }, async (tx) => {
    const read = () => readInvoiceDetail(tx, id, app.clock.now())
    const { sendTo, number } = await read()
    return { sendTo, invoiceId: id, number, after: read }
  })
}

export function emailCreditNote(app: App, caller: Caller, id: string, request: Request) {
  return mail(app, caller, { about: 'creditNote', id, request }, async (tx) => {
    const read = () => readCreditNote(tx, id)
    const { sendTo, number, invoice } = await read()
    return { sendTo, invoiceId: fromTypeId('inv', invoice.id), number, after: read }
  })
}

interface Found<T> {
  sendTo: string | null
  /** Whose history says that it was mailed. */
  invoiceId: string | null
  number: string
  after: () => Promise<T>
}

function mail<T>(
  app: App,
  caller: Caller,
  {
    about,
    id,
    request,
    payLink,
  }: {
    about: 'invoice' | 'creditNote'
    id: string
    request: Request
    payLink?: (tx: Transaction, mail: Queued) => Promise<void>
  },
  find: (tx: Transaction) => Promise<Found<T>>,
): Promise<T> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'invoices.issue')
    const { sendTo, invoiceId, number, after } = await find(tx)
    const to = readEmail(request.to, 'to') ?? sendTo
    if (!to) {
      refuse('field_required', 'Enter an e-mail address: none is on file for this client.', {
        field: 'to',
      })
    }
    const mailId = app.newId()
    await queueMail(tx, {
      orgId: caller.orgId,
      id: mailId,
      to,
      about,
      aboutId: id,
      letter: null,
      byId: actor.id,
      byName: actor.name,
      now: app.clock.now(),
    })
    await payLink?.(tx, { orgId: caller.orgId, mailId, to, actor })
    await recordAct(app, tx, caller, actor, 'invoice.mailed', invoiceId, { to, what: number })
    return after()
  })
}

/** Where something is due, the client can pay it from the mail. */
async function linkInMail(
  tx: Transaction,
  { app, secret, origin }: Sender,
  invoiceId: string,
  { orgId, mailId, to, actor }: Queued,
): Promise<void> {
  const invoice = await findInvoice(tx, invoiceId)
  if (!invoice || invoice.due === 0n) return
  const now = app.clock.now()
  await writeLink(tx, secret, {
    id: app.newId(),
    orgId,
    accountId: invoice.accountId,
    purpose: 'pay_invoice',
    invoiceId,
    paymentId: null,
    mailId,
    sentTo: to,
    origin,
    createdBy: actor.id,
    createdByName: actor.name,
    createdAt: now,
    expiresAt: new Date(now.getTime() + (await linkDays(tx)) * 86_400_000),
  })
}
