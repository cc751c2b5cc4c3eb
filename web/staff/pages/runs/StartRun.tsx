import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { parseAmount } from '../../../../src/kit/money.ts'
import { call } from '../../../api/client.ts'
import type { Run } from '../../../api/contract.ts'
import { runs as t } from '../../../messages/en/runs.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { useSlug } from '../../shell/organization.tsx'
import classes from './Runs.module.css'

/** The sum of many is larger than any single charge may be. */
const TOTAL_MAXIMUM = 10n ** 15n

/** Starts a run: by typing its total; above one's own limit only with a second person. */
export function StartRun({ run }: { run: Run }) {
  const { approval, can } = run
  if (can.askApproval.allowed && approval?.state !== 'approved') {
    return approval?.state === 'open' ? (
      <Notice tone="wait" role="status" title={t.asked} />
    ) : (
      <AskForRun run={run} />
    )
  }
  if (!can.start.allowed) {
    return (
      <BlockedButton reason={can.start.reason ?? ''}>{t.start(moneyText(run.total))}</BlockedButton>
    )
  }
  return <Start run={run} />
}

function Start({ run }: { run: Run }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [typed, setTyped] = useState('')
  const [rehearse, setRehearse] = useState(false)
  const [startAt, setStartAt] = useState('')
  const form = useFormProblem(['total', 'startAt'])
  const total = moneyText(run.total)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    const parsed = parseAmount(typed, run.total.currency, { maximum: TOTAL_MAXIMUM })
    if (!parsed.ok) return form.refuse('total', parsed.message)
    await form.send(async () => {
      await call<Run>(slug, `/runs/${run.id}/start`, {
        method: 'POST',
        body: {
          version: run.version,
          total: Number(parsed.amount),
          rehearse,
          ...(startAt ? { startAt: new Date(startAt).toISOString() } : {}),
        },
      })
      await queryClient.invalidateQueries({ queryKey: ['o', slug, 'run', run.id] })
    })
  }

  return (
    <form
      ref={form.formRef}
      className={classes.start}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      {form.summary}
      <MoneyField
        label={t.typeTotal(total)}
        description={t.typeTotalHint}
        name="total"
        text={typed}
        currency={run.total.currency}
        maximum={TOTAL_MAXIMUM}
        problem={form.at('total')}
        onText={setTyped}
      />
      <TextInput
        label={t.later}
        description={t.laterHint}
        name="startAt"
        type="datetime-local"
        value={startAt}
        error={form.at('startAt')}
        onChange={(event) => setStartAt(event.currentTarget.value)}
      />
      <Checkbox
        label={t.rehearse}
        checked={rehearse}
        onChange={(event) => setRehearse(event.currentTarget.checked)}
      />
      <div className={classes.buttons}>
        <Button type="submit" loading={form.isBusy}>
          {t.start(total)}
        </Button>
      </div>
    </form>
  )
}

function AskForRun({ run }: { run: Run }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [reason, setReason] = useState('')
  const form = useFormProblem(['reason'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (form.withholds({ reason })) return
    await form.send(async () => {
      const body = { version: run.version, reason: reason.trim() }
      await call<Run>(slug, `/runs/${run.id}/ask-approval`, { method: 'POST', body })
      await queryClient.invalidateQueries({ queryKey: ['o', slug, 'run', run.id] })
    })
  }

  return (
    <form
      ref={form.formRef}
      className={classes.start}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      {form.summary}
      <div>{run.can.start.reason}</div>
      <TextInput
        label={t.askWhy}
        name="reason"
        autoComplete="off"
        maxLength={200}
        value={reason}
        error={form.at('reason')}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <Button type="submit" loading={form.isBusy}>
          {t.ask}
        </Button>
      </div>
    </form>
  )
}
