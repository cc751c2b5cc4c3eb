import { Button, Checkbox } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { MoneyBack } from '../../../api/contract.ts'
import { refunds as t } from '../../../messages/en/refunds.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { useSlug } from '../../shell/organization.tsx'

const ReasonDialog = lazy(async () => ({
  default: (await import('../../../ui/ReasonDialog.tsx')).ReasonDialog,
}))

interface Props {
  paymentId: string
  can: MoneyBack['can']['returnCheck']
}

/** The client's bank did not honor a check: what it paid is owed again, and may cost a fee. */
export function ReturnCheck({ paymentId, can }: Props) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const [charges, setCharges] = useState(true)

  async function record(reason: string): Promise<void> {
    const body = { reason, ...(charges ? {} : { waiveFee: true }) }
    await call(slug, `/payments/${paymentId}/return`, { method: 'POST', body })
    await queryClient.invalidateQueries({ queryKey: ['o', slug] })
  }

  if (!can.allowed) return <BlockedButton reason={can.reason ?? ''}>{t.returnCheck}</BlockedButton>
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t.returnCheck}
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <ReasonDialog
            title={t.returnTitle}
            label={t.returnReason}
            missing={t.noReason}
            maxLength={200}
            field="reason"
            action={t.returnCheck}
            onConfirm={record}
            onClose={() => setOpen(false)}
            more={
              can.fee && (
                <Checkbox
                  label={t.returnFee(moneyText(can.fee))}
                  checked={charges}
                  onChange={(event) => setCharges(event.currentTarget.checked)}
                />
              )
            }
          >
            {t.returnText}
          </ReasonDialog>
        </Suspense>
      )}
    </>
  )
}
