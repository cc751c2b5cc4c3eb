import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Receipt } from '../../../api/contract.ts'
import { receiptQuery } from '../../../api/queries.ts'
import { common } from '../../../messages/en/common.ts'
import { receipts as t } from '../../../messages/en/receipts.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { GuardedButton } from '../../guarded.tsx'
import { useSlug } from '../../shell/organization.tsx'
import { Mailings } from './Mailings.tsx'

/** Mails a receipt; where it goes is shown, and can be changed, before it does. */
export function EmailReceipt({ receipt }: { receipt: { id: string; number: string } }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <GuardedButton
        needs="payments"
        variant="default"
        leftSection={<IconMail size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t.email}
      </GuardedButton>
      {isOpen && (
        <Modal
          opened
          onClose={() => setOpen(false)}
          title={t.emailTitle(receipt.number)}
          closeButtonProps={{ 'aria-label': common.close }}
        >
          <WhereTo receiptId={receipt.id} />
        </Modal>
      )}
    </>
  )
}

function WhereTo({ receiptId }: { receiptId: string }) {
  const slug = useSlug()
  const { data, error, refetch } = useQuery(receiptQuery(slug, receiptId))
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeletons rows={3} />
  return <EmailForm receipt={data} />
}

function EmailForm({ receipt }: { receipt: Receipt }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const { sendTo } = receipt
  const [to, setTo] = useState(sendTo?.address ?? '')
  const [isBusy, setBusy] = useState(false)
  const [sentTo, setSentTo] = useState<string | null>(null)
  const form = useFormProblem(['to'])
  const hint = sendTo ? (to === sendTo.address ? t.emailFrom[sendTo.from] : ' ') : t.noAddress

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    setSentTo(null)
    if (form.withholds({ to })) return
    if (!to.trim()) return form.refuse('to', t.enterAddress)
    setBusy(true)
    try {
      const path = `/receipts/${receipt.id}/emails`
      const after = await call<Receipt>(slug, path, { method: 'POST', body: { to } })
      queryClient.setQueryData(receiptQuery(slug, receipt.id).queryKey, after)
      setSentTo(to.trim())
      void queryClient.invalidateQueries({ queryKey: ['o', slug, 'payment', receipt.paymentId] })
    } catch (error) {
      form.report(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        {form.summary}
        <TextInput
          label={t.emailTo}
          description={hint}
          name="to"
          type="email"
          autoComplete="off"
          data-autofocus
          value={to}
          error={form.at('to')}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        {sentTo && <p role="status">{t.queued(sentTo)}</p>}
        {receipt.mailings.length > 0 && <Mailings mailings={receipt.mailings} />}
        <Group justify="flex-end">
          <Button type="submit" loading={isBusy}>
            {t.send(to.trim())}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
