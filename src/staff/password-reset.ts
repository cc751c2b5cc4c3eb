import { recordAudit } from '../audit/record.ts'
import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import { refuse } from '../http/problem.ts'
import { readEmail } from '../http/text-field.ts'
import { plainLetter } from '../mail/letter.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { letterHeadOf } from '../organizations/brand.ts'
import type { App } from '../processor/app.ts'
import type { Login } from './login.ts'
import { checkPassword } from './open-business.ts'
import { findReset, insertReset, takeReset } from './password-reset-store.ts'
import { hashOfToken, newToken } from './secret-token.ts'
import { limitSignIn } from './sign-in-limit.ts'
import { organizationsOfLogin } from './store.ts'

/** As long as a sign-in link from the server. */
const RESET_MINUTES = 30

/**
 * Mails a link to choose a new password. Whoever asks learns nothing: an address that nobody has is
 * answered in the same way.
 *
 * The mail goes through the person's organization, whose owners may read it in the outbox
 * and choose its mail server. Of somebody who works in several, no organization may open the doors
 * of the others: they get in with `onfile sign-in` or through another way of their own.
 */
export async function askForReset(
  app: App,
  login: Login,
  asked: { email: string; place: string | undefined; linkTo: (token: string) => string },
): Promise<void> {
  const email = readEmail(asked.email, 'email')
  if (!email) refuse('field_required', 'Enter your e-mail address.', { field: 'email' })
  const now = app.clock.now()
  await limitSignIn(app.db, { address: `reset ${email}`, place: asked.place, now })
  const loginId = await login.find(email)
  if (!loginId) return
  const [place, ...others] = await acrossOrganizations(app.db, (tx) =>
    organizationsOfLogin(tx, loginId),
  )
  if (!place || others.length > 0) return

  const token = newToken()
  const expiresAt = new Date(now.getTime() + RESET_MINUTES * 60_000)
  await insertReset(app.db, { tokenHash: hashOfToken(token), loginId, now, expiresAt })
  await inOrganization(app.db, place.orgId, async (tx) =>
    queueMail(tx, {
      orgId: place.orgId,
      id: app.newId(),
      to: email,
      about: 'passwordReset',
      aboutId: place.staffId,
      private: true,
      byName: 'Onfile',
      now,
      letter: plainLetter(await letterHeadOf(tx), {
        subject: 'Choose a new password',
        paragraphs: [
          'Somebody asked for a new password for your sign-in to Onfile. If it was you, choose one now.',
        ],
        action: { label: 'Choose a new password', url: asked.linkTo(token) },
        note: `The link works once, for ${RESET_MINUTES} minutes. If it was not you, leave it: nothing changes.`,
      }),
    }),
  )
}

/** Whose password the holder of a link chooses. */
export async function seeReset(app: App, login: Login, token: string): Promise<{ email: string }> {
  const reset = await findReset(app.db, hashOfToken(token), app.clock.now())
  const person = reset && (await login.person(reset.loginId))
  return person ? { email: person.email } : refuseLink()
}

/** Sets the new password and ends every session. Signing in, second factor and all, comes after. */
export async function resetPassword(
  app: App,
  login: Login,
  token: string,
  password: string,
): Promise<void> {
  await seeReset(app, login, token)
  checkPassword(password)
  const now = app.clock.now()
  const taken = (await takeReset(app.db, hashOfToken(token), now)) ?? refuseLink()
  await login.setPassword(taken.loginId, password)
  const person = await login.person(taken.loginId)
  const places = await acrossOrganizations(app.db, (tx) => organizationsOfLogin(tx, taken.loginId))
  for (const { orgId, staffId } of places) {
    await inOrganization(app.db, orgId, (tx) =>
      recordAudit(tx, {
        id: app.newId(),
        orgId,
        at: now,
        actorId: staffId,
        actorName: person?.name ?? '',
        verb: 'staff.password_reset',
        subjectId: staffId,
      }),
    )
  }
}

function refuseLink(): never {
  refuse(
    'link_used',
    'That link was used or is older than 30 minutes. Ask for a new one on the sign-in page.',
  )
}
