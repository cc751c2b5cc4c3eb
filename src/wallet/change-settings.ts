import { recordAct } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import { readEmail } from '../http/text-field.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { putWalletSettings, type WalletSettings, walletSettings } from './settings-store.ts'

const TOLD_MAX = 10

export function seeWalletSettings(app: App, caller: Caller): Promise<WalletSettings> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'organization.manage')
    return walletSettings(tx)
  })
}

/** What the organization decided about the wallets of its clients, from now on. */
export function changeWalletSettings(
  app: App,
  caller: Caller,
  given: WalletSettings,
): Promise<WalletSettings> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    const { saveBeforeSignIn } = given
    const addresses = given.toldTo.flatMap((address) => readEmail(address, 'toldTo') ?? [])
    const toldTo = [...new Set(addresses.map((address) => address.toLowerCase()))]
    if (toldTo.length > TOLD_MAX) {
      refuse('field_invalid', `Name at most ${TOLD_MAX} addresses.`, { field: 'toldTo' })
    }
    await putWalletSettings(tx, { saveBeforeSignIn, toldTo })
    await recordAct(app, tx, caller, actor, 'wallet_settings.changed', null, { saveBeforeSignIn })
    return { saveBeforeSignIn, toldTo }
  })
}
