import type { App } from '../processor/app.ts'
import type { Setup } from '../processor/processor.ts'
import type { MethodSetup, SetupProblem } from './method-setup.ts'
import { settleSetup } from './settle-setup.ts'

/** Settles by what a set-up at the processor is now; ends it where nobody will go on with it. */
export function resolveSetup(app: App, setup: MethodSetup, seen: Setup): Promise<MethodSetup> {
  switch (seen.state) {
    case 'succeeded':
      return settleSetup(app, setup, { to: 'succeeded', seen })
    case 'requires_action':
      return seen.verification
        ? settleSetup(app, setup, { to: 'verifying', seen })
        : settleSetup(app, setup, { to: 'requires_action' })
    case 'processing':
      return settleSetup(app, setup, { to: 'unknown', problem: { reason: 'processing' } })
    default:
      return endSetup(
        app,
        setup,
        seen.decline ? problemOf(seen) : (setup.problem ?? problemOf(seen)),
        seen,
      )
  }
}

/** Reads a set-up again and settles it; false when the processor did not answer. */
export async function hearOfSetup(app: App, setup: MethodSetup): Promise<boolean> {
  const processor = await app.processors.of(setup)
  const read = await processor.readSetup(setup.intentId ?? '')
  if (read.is !== 'answered') return false
  // A confirm of ours may still be on its way; only a bank's no is an end.
  const isUndecided = read.value.state.startsWith('requires_') && !read.value.decline
  if (!isUndecided || read.value.state === 'requires_action') {
    await resolveSetup(app, setup, read.value)
  }
  return true
}

/**
 * Ends a set-up. At the processor it is canceled first: only its answer makes sure that no late
 * confirm saves the method. If it was saved after all, it is.
 */
export async function endSetup(
  app: App,
  setup: MethodSetup,
  problem: SetupProblem,
  seen: Setup | null = null,
): Promise<MethodSetup> {
  if (!setup.intentId) return settleSetup(app, setup, { to: 'canceled', problem })
  if (seen?.state !== 'canceled') {
    const processor = await app.processors.of(setup)
    const canceled = await processor.cancelSetup(setup.intentId)
    if (canceled.is !== 'answered') return settleSetup(app, setup, { to: 'unknown', problem })
    if (canceled.value.state === 'succeeded') {
      const read = await processor.readSetup(setup.intentId)
      return read.is === 'answered'
        ? settleSetup(app, setup, { to: 'succeeded', seen: read.value })
        : settleSetup(app, setup, { to: 'unknown', problem })
    }
    if (canceled.value.state !== 'canceled') {
      return settleSetup(app, setup, { to: 'unknown', problem })
    }
  }
  return settleSetup(app, setup, {
    to: problem.decline ? 'failed' : 'canceled',
    problem,
    card: seen?.card ?? null,
    bank: seen?.bank ?? null,
  })
}

function problemOf(seen: Setup): SetupProblem {
  return seen.decline ? { reason: 'declined', decline: seen.decline } : { reason: 'not_confirmed' }
}
