import { sql } from 'kysely'
import { row, run, type Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'

/** What an organization decided about the wallets of its clients. */
export interface WalletSettings {
  /** Staff may save a method for a client who never signed in. */
  saveBeforeSignIn: boolean
  /** Who of the staff is told what happens in wallets; without any, the address of the business. */
  toldTo: string[]
}

export async function walletSettings(tx: Transaction): Promise<WalletSettings> {
  const found = await row<WalletSettings>(
    tx,
    sql`select save_before_sign_in as "saveBeforeSignIn", wallet_told_to as "toldTo" from organization`,
  )
  assert(found, 'the organization of a caller exists')
  return found
}

export async function putWalletSettings(tx: Transaction, settings: WalletSettings): Promise<void> {
  await run(
    tx,
    sql`update organization set save_before_sign_in = ${settings.saveBeforeSignIn},
          wallet_told_to = ${settings.toldTo}::text[]`,
  )
}
