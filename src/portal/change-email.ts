import { changeAddress } from '../clients/account-person.ts'
import {
  acrossOrganizations,
  inOrganization,
  type Transaction,
  violatedConstraint,
} from '../database/transaction.ts'
import type { PortalPerson } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import { readEmail } from '../http/text-field.ts'
import { plainLetter } from '../mail/letter.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { letterHeadOf } from '../organizations/brand.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { hashOfToken, newToken } from '../staff/secret-token.ts'
import { limitSignIn } from '../staff/sign-in-limit.ts'
import { endEmailChange, findEmailChange, putEmailChange, setEmail } from './profile-store.ts'
import { placesOfPerson } from './store.ts'

const CHANGE_HOURS = 24

/**
 * Mails a link to the address that a person wants from now on. Only who has proven themselves to
 * every organization of theirs may ask: one that reads the mails it sends must not take over what
 * belongs to another.
 */
export async function askForEmail(
  app: App,
  person: PortalPerson,
  asked: { email: string; place: string | undefined; linkTo: (token: string) => string },
): Promise<void> {
  const email = readEmail(asked.email, 'email')?.toLowerCase()
  if (!email) return refuse('field_required', 'Enter your new e-mail address.', { field: 'email' })
  if (email === person.email) {
    refuse('email_taken', 'That is the address you sign in with already.', { field: 'email' })
  }
  const now = app.clock.now()
  await limitSignIn(app.db, { address: `portal email ${person.id}`, place: asked.place, now })
  const orgIds = await organizationsOf(app, person.id)
  const [mailedBy] = orgIds
  if (!mailedBy) return refuse('access_ended', 'No account is open to you any more.')
  const unproven = orgIds.find((orgId) => !person.orgIds.includes(orgId))
  if (unproven) {
    const { name } = await inOrganization(app.db, unproven, theOrganization)
    refuse(
      'proof_needed',
      `Sign in at ${name} first, under your accounts. Then change the address.`,
    )
  }
  const token = newToken()
  await putEmailChange(app.db, {
    personId: person.id,
    email,
    mailedBy,
    tokenHash: hashOfToken(token),
    now,
    expiresAt: new Date(now.getTime() + CHANGE_HOURS * 3_600_000),
  })
  await inOrganization(app.db, mailedBy, (tx) =>
    mail(app, tx, mailedBy, email, {
      subject: 'Confirm your new address',
      paragraphs: [
        `Hello ${person.name},`,
        `You asked to sign in to the client portal with ${email} from now on. Until you press the button, the address stays ${person.email}.`,
      ],
      action: { label: 'Confirm this address', url: asked.linkTo(token) },
      note: `The link works once, for ${CHANGE_HOURS} hours. If it was not you, leave it: nothing changes.`,
    }),
  )
}

/** The link was opened: the address changes everywhere at once, and the one before is told. */
export async function confirmEmail(
  app: App,
  token: string,
  place: string | undefined,
): Promise<{ email: string }> {
  const now = app.clock.now()
  await limitSignIn(app.db, { address: `portal email link ${token}`, place, now })
  const change = await findEmailChange(app.db, hashOfToken(token), now)
  if (!change) {
    return refuse(
      'link_used',
      'That link was used or is too old. Ask for a new one in your profile.',
    )
  }
  const { personId, email, before, mailedBy, name } = change
  await setEmail(app.db, { personId, email, before }).catch(refuseTaken)
  for (const orgId of await organizationsOf(app, personId)) {
    await inOrganization(app.db, orgId, (tx) => changeAddress(tx, { personId, email })).catch(
      refuseTaken,
    )
  }
  await inOrganization(app.db, mailedBy, (tx) =>
    mail(app, tx, mailedBy, before, {
      subject: 'Your address was changed',
      paragraphs: [
        `Hello ${name},`,
        `You sign in to the client portal with ${email} from now on. ${before} opens nothing any more.`,
      ],
      note: 'If it was not you, answer this mail or call us at once.',
    }),
  )
  // Last: a link whose work was cut short does it again.
  await endEmailChange(app.db, personId)
  return { email }
}

async function organizationsOf(app: App, personId: string): Promise<string[]> {
  const places = await acrossOrganizations(app.db, (tx) => placesOfPerson(tx, personId))
  return [...new Set(places.map(({ orgId }) => orgId))]
}

async function mail(
  app: App,
  tx: Transaction,
  orgId: string,
  to: string,
  letter: Parameters<typeof plainLetter>[1],
): Promise<void> {
  const { name } = await theOrganization(tx)
  await queueMail(tx, {
    orgId,
    id: app.newId(),
    to,
    about: 'portalSignIn',
    aboutId: null,
    private: true,
    byName: 'Onfile',
    now: app.clock.now(),
    letter: plainLetter(await letterHeadOf(tx), {
      ...letter,
      subject: `${letter.subject} at ${name}`,
    }),
  })
}

function refuseTaken(error: unknown): never {
  if (!violatedConstraint(error)) throw error
  return refuse('email_taken', 'Somebody signs in with this address already. Choose another.', {
    field: 'email',
  })
}
