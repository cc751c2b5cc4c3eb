import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Deposit } from '../../../api/contract.ts'
import { deposits as t } from '../../../messages/en/deposits.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { GuardedButton } from '../../guarded.tsx'
import { useSlug } from '../../shell/organization.tsx'

const ReasonDialog = lazy(async () => ({
  default: (await import('../../../ui/ReasonDialog.tsx')).ReasonDialog,
}))

/** Takes a deposit back that was recorded by mistake; why is asked, and kept. */
export function UndoDeposit({ deposit }: { deposit: Deposit }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [isOpen, setOpen] = useState(false)

  async function undo(why: string): Promise<void> {
    await call(slug, `/deposits/${deposit.id}/undo`, { method: 'POST', body: { why } })
    await queryClient.invalidateQueries({ queryKey: ['o', slug, 'report'] })
  }

  return (
    <>
      <GuardedButton needs="payments.record" variant="default" onClick={() => setOpen(true)}>
        {t.undo}
      </GuardedButton>
      {isOpen && (
        <Suspense fallback={null}>
          <ReasonDialog
            title={t.undoTitle}
            label={t.undoWhy}
            missing={t.undoNoWhy}
            maxLength={300}
            field="why"
            action={t.undo}
            onConfirm={undo}
            onClose={() => setOpen(false)}
          >
            {t.undoText(moneyText(deposit.amount))}
          </ReasonDialog>
        </Suspense>
      )}
    </>
  )
}
