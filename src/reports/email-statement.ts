import { recordAct } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import { readEmail } from '../http/text-field.ts'
import { queueMail } from '../mail/queue-mail.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { periodOf, printedStatement } from './statement.ts'
import { insertSent } from './statement-store.ts'

/** Mails a statement: to the address given, else to the one on file. */
export function emailStatement(
  app: App,
  caller: Caller,
  accountId: string,
  request: { from?: string | undefined; to?: string | undefined; email?: string | undefined },
): Promise<void> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'reports.read')
    const period = await periodOf(app, tx, request)
    const { statement } = await printedStatement(tx, accountId, period)
    const to = readEmail(request.email, 'email') ?? statement.account.client?.email
    if (!to) {
      refuse('field_required', 'Enter an e-mail address: none is on file for this client.', {
        field: 'email',
      })
    }
    const now = app.clock.now()
    const id = app.newId()
    await insertSent(tx, caller.orgId, { id, accountId, ...period, at: now, byName: actor.name })
    await queueMail(tx, {
      orgId: caller.orgId,
      id: app.newId(),
      to,
      about: 'statement',
      aboutId: id,
      letter: null,
      byId: actor.id,
      byName: actor.name,
      now,
    })
    await recordAct(app, tx, caller, actor, 'statement.mailed', accountId, {
      ...period,
      mailedTo: to,
    })
  })
}
