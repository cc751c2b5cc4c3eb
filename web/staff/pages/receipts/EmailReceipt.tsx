import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../api/client.ts'
import type { Receipt } from '../../../api/contract.ts'
import { receiptQuery } from '../../../api/queries.ts'
import { receipts as t } from '../../../messages/en/receipts.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { EmailDialog, EmailForm } from '../../EmailDialog.tsx'
import { useSlug } from '../../shell/organization.tsx'
import { Mailings } from './Mailings.tsx'

/** Mails a receipt; the ways it went before are shown with it. */
export function EmailReceipt({ receipt }: { receipt: { id: string; number: string } }) {
  return (
    <EmailDialog needs="payments" name={t.email} title={t.emailTitle(receipt.number)}>
      {(close) => <WhereTo receiptId={receipt.id} onDone={close} />}
    </EmailDialog>
  )
}

function WhereTo({ receiptId, onDone }: { receiptId: string; onDone: () => void }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const { data: receipt, error, refetch } = useQuery(receiptQuery(slug, receiptId))

  async function send(to: string): Promise<void> {
    const path = `/receipts/${receiptId}/emails`
    const after = await call<Receipt>(slug, path, { method: 'POST', body: { to } })
    queryClient.setQueryData(receiptQuery(slug, receiptId).queryKey, after)
    void queryClient.invalidateQueries({ queryKey: ['o', slug, 'payment', after.paymentId] })
  }

  if (error && !receipt) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!receipt) return <Skeletons rows={3} />
  const { sendTo, mailings } = receipt
  return (
    <EmailForm
      address={sendTo?.address ?? null}
      whose={sendTo ? t.emailFrom[sendTo.from] : undefined}
      onSend={send}
      onDone={onDone}
    >
      {mailings.length > 0 && <Mailings mailings={mailings} />}
    </EmailForm>
  )
}
