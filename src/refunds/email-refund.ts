import { recordAct } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import { readEmail } from '../http/text-field.ts'
import { queueMail } from '../mail/queue-mail.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { readRefundDocument } from './refund-document.ts'

/** Mails a refund document to an address: the one given, else the one on file. */
export function emailRefund(
  app: App,
  caller: Caller,
  id: string,
  request: { to?: string | undefined },
): Promise<void> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.refund')
    const refund = await readRefundDocument(tx, id)
    const to = readEmail(request.to, 'to') ?? refund.email
    if (!to) {
      refuse('field_required', 'Enter an e-mail address: none is on file for this client.', {
        field: 'to',
      })
    }
    await queueMail(tx, {
      orgId: caller.orgId,
      id: app.newId(),
      to,
      about: 'refund',
      aboutId: id,
      letter: null,
      byId: actor.id,
      byName: actor.name,
      now: app.clock.now(),
    })
    await recordAct(app, tx, caller, actor, 'refund.mailed', id, { to })
  })
}
