import type { Method } from '../../../api/contract.ts'
import { bankAccounts as t } from '../../../messages/en/bank-accounts.ts'
import { dateText } from '../../../ui/dates.ts'

/** What stands under the name of a bank account: its type, or what it waits for. */
export function bankNote({ accountType, verification }: NonNullable<Method['bank']>): string {
  if (verification.state === 'failed') return t.failed
  if (verification.state === 'pending') return t.pending(dateText(verification.arrivesOn ?? ''))
  return accountType ? t.types[accountType] : t.account
}
