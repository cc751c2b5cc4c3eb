import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { Payment } from '../../../api/contract.ts'
import { moneyBackQuery } from '../../../api/queries.ts'
import { refunds as t } from '../../../messages/en/refunds.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { GuardedButton } from '../../guarded.tsx'
import { useSlug } from '../../shell/organization.tsx'
import { CancelCharge } from '../payments/CancelCharge.tsx'
import { ReturnCheck } from './ReturnCheck.tsx'

const RefundDialog = lazy(async () => ({
  default: (await import('./RefundDialog.tsx')).RefundDialog,
}))

/** One place to undo a payment: before it is settled it is canceled, after that refunded. */
export function CancelOrRefund({ payment }: { payment: Payment }) {
  const slug = useSlug()
  const [isOpen, setOpen] = useState(false)
  const { data } = useQuery(moneyBackQuery(slug, payment.id))
  if (payment.state !== 'succeeded') return <CancelCharge payment={payment} />
  if (!data) return null
  const { allowed, reason } = data.can.cancel
  return (
    <>
      {payment.tender === 'check' && (
        <ReturnCheck paymentId={payment.id} can={data.can.returnCheck} />
      )}
      {allowed ? (
        <GuardedButton needs="payments.refund" variant="default" onClick={() => setOpen(true)}>
          {t.refund}
        </GuardedButton>
      ) : (
        <BlockedButton reason={reason ?? ''}>{t.refund}</BlockedButton>
      )}
      {isOpen && (
        <Suspense fallback={null}>
          <RefundDialog payment={payment} moneyBack={data} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
