import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import type { App } from '../processor/app.ts'
import { isAbandoned, type MethodSetup, nextSetupLook } from './method-setup.ts'
import { endSetup, resolveSetup } from './resolve-setup.ts'
import { claimSetup, postponeSetup, setupsToLookAt } from './setup-store.ts'
import { verificationEnd } from './verification.ts'

const LOOKS_PER_SWEEP_MAX = 50

/** Looks at every set-up that is due, in all organizations. Answers how many there were. */
export async function sweepSetups(app: App): Promise<number> {
  const due = await acrossOrganizations(app.db, (tx) =>
    setupsToLookAt(tx, app.clock.now(), LOOKS_PER_SWEEP_MAX),
  )
  const failures: unknown[] = []
  for (const ref of due) {
    // One that cannot be looked at must not keep the others from being looked at.
    await lookAtSetup(app, ref).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
  return due.length
}

/** What was left is ended, what happened is settled, what was not answered is asked again. */
async function lookAtSetup(app: App, { orgId, id }: { orgId: string; id: string }): Promise<void> {
  const now = app.clock.now()
  const lease = nextSetupLook('confirming', 0, now)
  const setup = await inOrganization(app.db, orgId, (tx) => claimSetup(tx, id, now, lease ?? now))
  if (!setup) return
  if (!setup.intentId) {
    await endSetup(app, setup, { reason: 'interrupted' })
    return
  }
  const after = await readAgain(app, setup, now)
  const later = nextSetupLook(after.state, setup.looks, now)
  if (after.state === setup.state && later) {
    await inOrganization(app.db, orgId, (tx) => postponeSetup(tx, id, later))
  }
}

async function readAgain(app: App, setup: MethodSetup, now: Date): Promise<MethodSetup> {
  const processor = await app.processors.of(setup)
  const read = await processor.readSetup(setup.intentId ?? '')
  if (read.is !== 'answered') return setup
  if (read.value.state === 'requires_action') {
    if (read.value.verification) {
      if (now >= verificationEnd(setup.createdAt)) {
        return endSetup(app, setup, { reason: 'not_verified' })
      }
    } else if (isAbandoned(setup, now)) {
      return endSetup(app, setup, { reason: 'abandoned' })
    }
  }
  return resolveSetup(app, setup, read.value)
}
