import { recordAct } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import type { App } from '../processor/app.ts'
import { authorize } from './authorize.ts'
import { hasSecondFactor, isSecondFactorRequired, requireSecondFactor } from './store.ts'

export function seeSecurity(app: App, caller: Caller) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'organization.manage')
    return { secondFactorRequired: await isSecondFactorRequired(tx) }
  })
}

/** Asks a second factor of everybody who may change settings, or no longer. */
export function changeSecurity(
  app: App,
  caller: Caller,
  { secondFactorRequired }: { secondFactorRequired: boolean },
) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    // Whoever turns it on would lock themselves out.
    if (secondFactorRequired && !(await hasSecondFactor(tx, caller.loginId))) {
      refuse(
        'second_factor_required',
        'Set up a second factor for yourself first, under My account.',
        { field: 'secondFactorRequired' },
      )
    }
    await requireSecondFactor(tx, secondFactorRequired)
    await recordAct(app, tx, caller, actor, 'organization.security_changed', caller.orgId, {
      secondFactorRequired,
    })
    return { secondFactorRequired }
  })
}
