import { useState } from 'react'
import { toDecimal } from '../../../../src/kit/currency-text.ts'
import { call } from '../../../api/client.ts'
import type { AccountCredit } from '../../../api/contract.ts'
import { money as t } from '../../../messages/en/money.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { GuardedButton } from '../../guarded.tsx'
import { useSlug } from '../../shell/organization.tsx'
import { AmountDialog } from './AmountDialog.tsx'
import { useMoneyChanged } from './use-money-changed.ts'

/** Takes back what is left of a credit that was given. */
export function Withdraw({ credit }: { credit: AccountCredit }) {
  const slug = useSlug()
  const changed = useMoneyChanged()
  const [isAsking, setAsking] = useState(false)
  const { left, reason } = credit

  async function withdraw(amount: number, why: string): Promise<void> {
    const body = { amount, reason: why }
    await call(slug, `/credits/${credit.id}/withdraw`, { method: 'POST', body })
    await changed()
  }

  return (
    <>
      <GuardedButton
        needs="credits.give"
        variant="default"
        size="compact-sm"
        aria-label={t.withdrawOf(moneyText(left), reason)}
        onClick={() => setAsking(true)}
      >
        {t.withdraw}
      </GuardedButton>
      {isAsking && (
        <AmountDialog
          title={t.withdrawTitle}
          label={t.amount}
          most={left.amount}
          currency={left.currency}
          first={toDecimal(BigInt(left.amount), left.currency)}
          text={t.withdrawText}
          action={t.withdrawAction}
          asksReason
          onConfirm={withdraw}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
