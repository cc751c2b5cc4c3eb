import { Button } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import type { DebitNotice as Notified } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { bankAccounts as t } from '../../../messages/en/bank-accounts.ts'
import { dateText } from '../../../ui/dates.ts'
import { Notice } from '../../../ui/Notice.tsx'
import { useSlug } from '../../shell/organization.tsx'
import type { PaymentFormState } from './use-payment-form.ts'

/** The client agreed to less: they are told now, and it is debited ten days later. */
export function DebitNotice({ problem, form }: { problem: Problem; form: PaymentFormState }) {
  const slug = useSlug()
  const [sent, setSent] = useState<Notified | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const { way, amount } = form

  async function send(): Promise<void> {
    if (way.kind !== 'saved') return
    setBusy(true)
    try {
      const path = `/payment-methods/${way.id}/debit-notices`
      setSent(await call<Notified>(slug, path, { method: 'POST', body: { amount } }))
      setRefused(null)
    } catch (error) {
      setRefused(asProblem(error).message)
    } finally {
      setBusy(false)
    }
  }

  if (sent) {
    return (
      <Notice tone="good" role="status">
        {t.noticeSent(sent.sentTo, dateText(sent.earliestOn))}
      </Notice>
    )
  }
  return (
    <Notice
      tone="warn"
      role="alert"
      actions={
        problem.document.sent !== true && (
          <Button size="compact-sm" loading={isBusy} onClick={() => void send()}>
            {t.sendNotice}
          </Button>
        )
      }
    >
      {problem.message}
      {refused && <div>{refused}</div>}
    </Notice>
  )
}
