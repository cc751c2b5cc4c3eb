import type { App } from '../processor/app.ts'
import {
  findStep,
  insertStep,
  type StepKind,
  type StepRow,
  takeStep,
} from './second-factor-store.ts'
import { hashOfToken, newToken } from './secret-token.ts'

/** Long enough to fetch a phone from another room. */
const STEP_MINUTES = 10

/** Notes where a sign-in stands; the token leads back to it. */
export async function beginStep(app: App, step: StepRow): Promise<string> {
  const token = newToken()
  const now = app.clock.now()
  const expiresAt = new Date(now.getTime() + STEP_MINUTES * 60_000)
  await insertStep(app.db, { ...step, tokenHash: hashOfToken(token), expiresAt, now })
  return token
}

export function seeStep(app: App, kind: StepKind, token: string): Promise<StepRow | undefined> {
  return findStep(app.db, { tokenHash: hashOfToken(token), kind, now: app.clock.now() })
}

/** Once: the second time there is nothing. */
export function endStep(app: App, kind: StepKind, token: string): Promise<StepRow | undefined> {
  return takeStep(app.db, { tokenHash: hashOfToken(token), kind, now: app.clock.now() })
}
