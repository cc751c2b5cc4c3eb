import { randomBytes } from 'node:crypto'
import { refuse } from '../http/problem.ts'
import type { App } from '../processor/app.ts'
import { seal, unseal } from '../processor/seal.ts'
import type { Login } from './login.ts'
import {
  countRecoveryCodes,
  deleteRecoveryCodes,
  deleteTotp,
  findTotp,
  listPasskeys,
  offerTotp,
  replaceRecoveryCodes,
  takeRecoveryCode,
  takeTotpStep,
} from './second-factor-store.ts'
import { hashOfRecoveryCode, newRecoveryCodes } from './secret-token.ts'
import type { Person } from './session.ts'
import { forgetCodeTries, limitCodes, limitSignIn } from './sign-in-limit.ts'
import { stepOfCode, TOTP_SECRET_BYTES, toBase32, totpUri } from './totp.ts'

/** Where a second factor is kept and checked. */
export interface Vault {
  app: App
  login: Login
  /** Seals the secrets of apps, and keys the hashes of recovery codes. */
  secret: string
}

/** How a person proves who they are beside the password. */
export async function seeSecondFactor({ app, login }: Vault, person: Person) {
  const [totp, passkeys, codesLeft, hasPassword] = await Promise.all([
    findTotp(app.db, person.id),
    listPasskeys(app.db, person.id),
    countRecoveryCodes(app.db, person.id),
    login.hasPassword(person.email),
  ])
  return {
    totpSince: totp?.confirmedAt ?? null,
    passkeys,
    recoveryCodesLeft: codesLeft,
    hasPassword,
  }
}

/** The ways in that are asked for after the password; none: the password is enough. */
export async function waysOf(app: App, loginId: string): Promise<('totp' | 'passkey')[]> {
  const totp = await findTotp(app.db, loginId)
  const passkeys = await listPasskeys(app.db, loginId)
  return [
    ...(totp?.confirmedAt ? (['totp'] as const) : []),
    ...(passkeys.length > 0 ? (['passkey'] as const) : []),
  ]
}

/** A secret for an authenticator app. It counts once a code of it was typed. */
export async function beginTotp(vault: Vault, person: Person) {
  const { app } = vault
  const secret = randomBytes(TOTP_SECRET_BYTES)
  const kept = await offerTotp(app.db, {
    loginId: person.id,
    secretSealed: seal(vault.secret, secret.toString('base64')),
    now: app.clock.now(),
  })
  if (!kept) {
    refuse('second_factor_state', 'You have an app already. Remove it first, then set up another.')
  }
  return { secret: toBase32(secret), uri: totpUri(secret, person.email) }
}

/** The first code: from now on it is asked at sign-in. Answers new recovery codes, if there are none yet. */
export async function confirmTotp(vault: Vault, person: Person, code: string) {
  const { app } = vault
  await limitCodes(app.db, { loginId: person.id, now: app.clock.now() })
  const totp = await findTotp(app.db, person.id)
  if (!totp || totp.confirmedAt) {
    refuse('second_factor_state', 'There is no app waiting for its first code. Begin again.')
  }
  if (!(await takeCode(vault, person.id, code))) refuseCode()
  await forgetCodeTries(app.db, person.id)
  return firstRecoveryCodes(vault, person.id)
}

export async function removeTotp(vault: Vault, person: Person): Promise<void> {
  if (!(await deleteTotp(vault.app.db, person.id))) {
    refuse('second_factor_state', 'There is no app to remove.')
  }
  await forgetWithoutFactor(vault.app, person.id)
}

/** Recovery codes serve nobody who has no second factor any more. */
export async function forgetWithoutFactor(app: App, loginId: string): Promise<void> {
  if ((await waysOf(app, loginId)).length === 0) await deleteRecoveryCodes(app.db, loginId)
}

/** New recovery codes, shown once; the old ones are void. */
export async function renewRecoveryCodes(vault: Vault, loginId: string): Promise<string[]> {
  const { app } = vault
  if ((await waysOf(app, loginId)).length === 0) {
    refuse('second_factor_state', 'Set up an app or a passkey first.')
  }
  const codes = newRecoveryCodes()
  await replaceRecoveryCodes(app.db, {
    loginId,
    hashes: codes.map((code) => hashOfRecoveryCode(vault.secret, loginId, code)),
    now: app.clock.now(),
  })
  return codes
}

/** With the first second factor come the codes for the day it is lost. */
export async function firstRecoveryCodes(vault: Vault, loginId: string): Promise<string[] | null> {
  if ((await countRecoveryCodes(vault.app.db, loginId)) > 0) return null
  return renewRecoveryCodes(vault, loginId)
}

/** A code of the app or a recovery code, at sign-in. Each serves once. */
export async function proveCode(vault: Vault, loginId: string, typed: string): Promise<void> {
  const { app } = vault
  const now = app.clock.now()
  await limitCodes(app.db, { loginId, now })
  const code = typed.replace(/\s/g, '')
  const proven = /^\d{6}$/.test(code)
    ? await takeCode(vault, loginId, code, { confirmed: true })
    : await takeRecoveryCode(app.db, {
        loginId,
        hash: hashOfRecoveryCode(vault.secret, loginId, code),
        now,
      })
  if (!proven) refuseCode()
  await forgetCodeTries(app.db, loginId)
}

async function takeCode(
  vault: Vault,
  loginId: string,
  typed: string,
  { confirmed = false } = {},
): Promise<boolean> {
  const { app } = vault
  const now = app.clock.now()
  const totp = await findTotp(app.db, loginId)
  if (!totp || (confirmed && !totp.confirmedAt)) return false
  const secret = Buffer.from(unseal(vault.secret, totp.secretSealed), 'base64')
  const step = stepOfCode(secret, typed.replace(/\s/g, ''), now)
  return step !== null && takeTotpStep(app.db, { loginId, step, now })
}

function refuseCode(): never {
  refuse(
    'code_wrong',
    'That code is not right, or was used already. Wait for the next one in your app and type it.',
    { field: 'code' },
  )
}

/** Whoever changes how they sign in types their password once more, if they have one. */
export async function requirePassword(
  { app, login }: Vault,
  person: Person,
  typed: { password?: string | undefined; place: string | undefined },
): Promise<void> {
  if (!(await login.hasPassword(person.email))) return
  const { password, place } = typed
  if (!password) refuse('field_required', 'Enter your password.', { field: 'password' })
  await limitSignIn(app.db, { address: person.email, place, now: app.clock.now() })
  if (!(await login.passwordMatches(person.email, password))) {
    refuse('field_invalid', 'That is not your password.', { field: 'password' })
  }
}
