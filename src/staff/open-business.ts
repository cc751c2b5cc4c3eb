import { recordAudit } from '../audit/record.ts'
import { acrossOrganizations, inOrganization, violatedConstraint } from '../database/transaction.ts'
import { refuse } from '../http/problem.ts'
import { readEmail, readText } from '../http/text-field.ts'
import { CURRENCIES } from '../kit/currencies.ts'
import { isTimeZone } from '../kit/time.ts'
import { insertOrganization, organizationOfSlug, slugOf } from '../organizations/organization.ts'
import { insertStandardTenders } from '../organizations/tender.ts'
import { insertProcessorAccount } from '../processor/accounts.ts'
import type { App } from '../processor/app.ts'
import { seal } from '../processor/seal.ts'
import { isPasswordLongEnough, type Login } from './login.ts'
import { insertFirstRoles } from './role-store.ts'
import type { Role } from './roles.ts'
import { insertStaff } from './store.ts'

export interface NewBusiness {
  name: string
  currency: string
  timeZone: string
  ownerName: string
  email: string
  password: string
}

/** Keys of the card processor that a new organization starts with. */
export interface ProcessorKeys {
  kind: 'stripe' | 'sandbox'
  mode: 'test' | 'live'
  publishableKey: string
  secretKey: string
  webhookSecret: string | null
}

/** Makes an organization and its owner. Everything is checked before anything is written. */
export async function openBusiness(
  app: App,
  login: Login,
  secret: string,
  request: NewBusiness,
  keys: ProcessorKeys | null,
): Promise<{ orgId: string; slug: string }> {
  const name = readText(request.name, 'name', { max: 120, called: 'The name', required: true })
  const ownerName = readText(request.ownerName, 'ownerName', {
    max: 120,
    called: 'Your name',
    required: true,
  })
  const email = readEmail(request.email, 'email')
  if (!email) refuse('field_required', 'Enter your e-mail address.', { field: 'email' })
  checkPassword(request.password)
  checkCurrency(request.currency)
  if (!isTimeZone(request.timeZone)) {
    refuse('field_invalid', 'Choose a time zone like America/New_York.', { field: 'timeZone' })
  }
  const loginId = await login.create({ name: ownerName, email, password: request.password })
  if (loginId === null) {
    refuse('email_taken', 'Somebody signs in with this address already. Sign in first.', {
      field: 'email',
    })
  }
  try {
    return await addOrganization(app, secret, {
      name,
      currency: request.currency,
      timeZone: request.timeZone,
      isSample: false,
      keys,
      staff: [{ loginId, name: ownerName, email, role: 'owner' }],
    })
  } catch (error) {
    await login.remove(loginId)
    throw error
  }
}

export interface OrganizationToAdd {
  name: string
  currency: string
  timeZone: string
  isSample: boolean
  /** Staff may save a method for a client who never signed in to the portal; absent: not. */
  savesBeforeSignIn?: boolean
  keys: ProcessorKeys | null
  staff: { loginId: string; name: string; email: string; role: Role }[]
}

/** Adds an organization with its first staff and its processor account. */
export async function addOrganization(
  app: App,
  secret: string,
  request: OrganizationToAdd,
): Promise<{ orgId: string; slug: string }> {
  for (;;) {
    const slug = await freeSlug(app, slugOf(request.name))
    try {
      return await addUnderSlug(app, secret, request, slug)
    } catch (error) {
      // Another organization took the slug between the look and the insert: take the next.
      if (violatedConstraint(error) !== 'organization_slug_key') throw error
    }
  }
}

async function addUnderSlug(
  app: App,
  secret: string,
  request: OrganizationToAdd,
  slug: string,
): Promise<{ orgId: string; slug: string }> {
  const orgId = app.newId()
  const now = app.clock.now()
  await inOrganization(app.db, orgId, async (tx) => {
    const { name, currency, timeZone, isSample, savesBeforeSignIn = false } = request
    await insertOrganization(tx, {
      id: orgId,
      slug,
      name,
      currency,
      timeZone,
      isSample,
      savesBeforeSignIn,
      now,
    })
    await insertStandardTenders(tx, orgId, app.newId, { currency, now })
    await insertFirstRoles(tx, orgId, now)
    if (request.keys) {
      const { kind, mode, publishableKey, secretKey, webhookSecret } = request.keys
      await insertProcessorAccount(tx, {
        orgId,
        id: app.newId(),
        kind,
        mode,
        publishableKey,
        secretKeySealed: seal(secret, secretKey),
        webhookSecretSealed: webhookSecret === null ? null : seal(secret, webhookSecret),
        now,
      })
    }
    for (const member of request.staff) {
      await insertStaff(tx, { orgId, id: app.newId(), now, ...member })
    }
    await recordAudit(tx, {
      id: app.newId(),
      orgId,
      at: now,
      actorId: null,
      actorName: request.staff[0]?.name ?? 'Onfile',
      verb: 'organization.opened',
      subjectId: orgId,
    })
  })
  return { orgId, slug }
}

export function checkPassword(password: string): void {
  if (!isPasswordLongEnough(password)) {
    refuse('field_invalid', 'Choose a password of at least 10 characters.', { field: 'password' })
  }
}

function checkCurrency(currency: string): void {
  if (!Object.hasOwn(CURRENCIES, currency)) {
    refuse('currency_unknown', 'Use a three-letter code such as USD.', { field: 'currency' })
  }
}

async function freeSlug(app: App, wanted: string): Promise<string> {
  for (let n = 1; ; n++) {
    const slug = n === 1 ? wanted : `${wanted}-${n}`
    if (!(await acrossOrganizations(app.db, (tx) => organizationOfSlug(tx, slug)))) return slug
  }
}
