import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import { readEmail } from '../http/text-field.ts'
import { toTypeId } from '../kit/id.ts'
import { plainLetter } from '../mail/letter.ts'
import { handOver } from '../mail/smtp.ts'
import { letterHeadOf } from '../organizations/brand.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { type MailServerRequest, readServer } from './change-mail-server.ts'

/** Sends a letter with the values on the screen, stored or not, and waits for the server's word. */
export async function testMailServer(
  app: App,
  secret: string,
  caller: Caller,
  request: MailServerRequest & { to: string },
) {
  const to = readEmail(request.to, 'to')
  if (!to) refuse('field_required', 'Enter the address that gets the test.', { field: 'to' })
  const { server, letter } = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    const { name } = await theOrganization(tx)
    return {
      server: await readServer(tx, secret, request),
      letter: plainLetter(await letterHeadOf(tx), {
        subject: `Test mail of ${name}`,
        paragraphs: [
          `${actor.name} tried whether mails of ${name} arrive. This one did.`,
          'Nothing has to be done.',
        ],
      }),
    }
  })
  const messageId = `<${toTypeId('eml', app.newId())}@${server.fromAddress.split('@').at(-1)}>`
  const handover = await handOver(server, {
    messageId,
    to,
    letter,
    attachments: [],
    at: app.clock.now(),
  })
  const { talk, said } = handover
  return handover.is === 'accepted'
    ? {
        ok: true,
        to,
        sentence: `${server.host} took the test for ${to}. Look into that mailbox, also under spam.`,
        said,
        talk,
      }
    : { ok: false, to, sentence: handover.sentence, said, talk }
}
