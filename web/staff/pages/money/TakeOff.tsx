import { useState } from 'react'
import { toDecimal } from '../../../../src/kit/currency-text.ts'
import { call } from '../../../api/client.ts'
import type { Allocation, Reconciled } from '../../../api/contract.ts'
import { money as t } from '../../../messages/en/money.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { GuardedButton } from '../../guarded.tsx'
import { useSlug } from '../../shell/organization.tsx'
import { AmountDialog } from './AmountDialog.tsx'
import { useMoneyChanged } from './use-money-changed.ts'

interface Props {
  accountId: string
  allocation: Pick<Allocation, 'sourceId' | 'invoiceId' | 'invoiceNumber' | 'amount'>
}

/** Takes money off an invoice, all of it or part; what comes of it is said before. */
export function TakeOff({ accountId, allocation }: Props) {
  const slug = useSlug()
  const changed = useMoneyChanged()
  const [isAsking, setAsking] = useState(false)
  const { sourceId, invoiceId, invoiceNumber, amount } = allocation
  const { currency } = amount

  async function takeOff(part: number): Promise<void> {
    const path = `/accounts/${accountId}/allocations/take-off`
    const body = { parts: [{ sourceId, invoiceId, amount: part }] }
    const { money } = await call<Reconciled>(slug, path, { method: 'POST', body })
    await changed(money)
  }

  return (
    <>
      <GuardedButton
        needs="payments.reconcile"
        variant="default"
        size="compact-sm"
        aria-label={t.takeOffOf(moneyText(amount), invoiceNumber)}
        onClick={() => setAsking(true)}
      >
        {t.takeOff}
      </GuardedButton>
      {isAsking && (
        <AmountDialog
          title={t.takeOffTitle(invoiceNumber)}
          label={t.takeOffAmount}
          most={amount.amount}
          currency={currency}
          first={toDecimal(BigInt(amount.amount), currency)}
          text={(part) => t.takeOffText(invoiceNumber, part)}
          action={t.takeOffAction}
          onConfirm={takeOff}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
