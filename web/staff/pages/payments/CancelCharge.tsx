import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Payment } from '../../../api/contract.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { GuardedButton } from '../../guarded.tsx'
import { useSlug } from '../../shell/organization.tsx'

/** Ends a payment that no bank has been asked to pay; grey with its reason when that is too late. */
export function CancelCharge({ payment }: { payment: Payment }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const { allowed, reason } = payment.can.cancel

  async function cancel(): Promise<void> {
    const after = await call<Payment>(slug, `/payments/${payment.id}/cancel`, { method: 'POST' })
    queryClient.setQueryData(['o', slug, 'payment', payment.id], after)
    void queryClient.invalidateQueries({ queryKey: ['o', slug] })
  }

  if (!allowed) {
    return <BlockedButton reason={reason ?? ''}>{t.cancelCharge}</BlockedButton>
  }
  return (
    <>
      <GuardedButton needs="payments.cancel" variant="default" onClick={() => setAsking(true)}>
        {t.cancelCharge}
      </GuardedButton>
      {isAsking && (
        <ConfirmDialog
          title={t.cancelTitle}
          action={t.cancelCharge}
          onConfirm={cancel}
          onClose={() => setAsking(false)}
        >
          {t.cancelText}
        </ConfirmDialog>
      )}
    </>
  )
}
