import { recordAudit } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import { readEmail } from '../http/text-field.ts'
import { queueMail } from '../mail/queue-mail.ts'
import type { App } from '../processor/app.ts'
import { memberAtWork, requirePermission } from '../staff/authorize.ts'
import { may } from '../staff/roles.ts'
import { readReceipt } from './receipt.ts'

/** Mails a receipt to an address: the one given, else the payment's, else the one on file. */
export function emailReceipt(
  app: App,
  caller: Caller,
  id: string,
  request: { to?: string | undefined },
) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await memberAtWork(tx, caller)
    // Whoever may take payments of any kind may hand over the proof of them.
    if (!may(actor, 'payments.record')) requirePermission(actor, 'payments.charge')
    const receipt = await readReceipt(tx, id)
    const to = readEmail(request.to, 'to') ?? receipt.sendTo?.address
    if (!to) {
      refuse('field_required', 'Enter an e-mail address: none is on file for this client.', {
        field: 'to',
      })
    }
    const now = app.clock.now()
    const mailId = app.newId()
    await queueMail(tx, {
      orgId: caller.orgId,
      id: mailId,
      to,
      about: 'receipt',
      aboutId: id,
      letter: null,
      byId: actor.id,
      byName: actor.name,
      now,
    })
    await recordAudit(tx, {
      id: app.newId(),
      orgId: caller.orgId,
      at: now,
      actorId: actor.id,
      actorName: actor.name,
      verb: 'receipt.mailed',
      subjectId: id,
      detail: { to },
    })
    return readReceipt(tx, id)
  })
}
