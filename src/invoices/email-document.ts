import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import { readEmail } from '../http/text-field.ts'
import { fromTypeId } from '../kit/id.ts'
import { queueMail } from '../mail/queue-mail.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { readCreditNote } from './invoice-document.ts'
import { readInvoiceDetail } from './see-invoice.ts'

interface Request {
  to?: string | undefined
}

/** Mails an invoice to an address: the one given, else the one on file. */
export function emailInvoice(app: App, caller: Caller, id: string, request: Request) {
  return mail(app, caller, { about: 'invoice', id, request }, async (tx) => {
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
  { about, id, request }: { about: 'invoice' | 'creditNote'; id: string; request: Request },
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
    await queueMail(tx, {
      orgId: caller.orgId,
      id: app.newId(),
      to,
      about,
      aboutId: id,
      letter: null,
      byId: actor.id,
      byName: actor.name,
      now: app.clock.now(),
    })
    await recordAct(app, tx, caller, actor, 'invoice.mailed', invoiceId, { to, what: number })
    return after()
  })
}
