import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { parseAmount } from '../../../../src/kit/money.ts'
import { call } from '../../../api/client.ts'
import type { Run, RunItem } from '../../../api/contract.ts'
import { common } from '../../../messages/en/common.ts'
import { runs as t } from '../../../messages/en/runs.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { useSlug } from '../../shell/organization.tsx'
import { RunRows } from './RunRows.tsx'
import classes from './Runs.module.css'
import { StartRun } from './StartRun.tsx'

/** Who is charged what, who is left out and why; each row can be changed, then it is started. */
export function RunReview({ run }: { run: Run }) {
  const [changed, setChanged] = useState<RunItem | null>(null)
  return (
    <>
      <Panel title={t.startTitle}>
        <div className={classes.head}>
          <span className={classes.total}>{t.inRun(run.count, moneyText(run.total))}</span>
          {run.outcomes.out.count === 0 && <span>{t.nobodyOut}</span>}
        </div>
        {run.outBecause.length > 0 && (
          <ul className={classes.out}>
            {run.outBecause.map(({ reason, count }) => (
              <li key={reason}>{t.outOf(count, t.outBecause[reason])}</li>
            ))}
          </ul>
        )}
        <StartRun key={run.id} run={run} />
      </Panel>
      <RunRows
        run={run}
        actions={(item) =>
          item.outcome === 'out' && !item.canBeIn && item.outBecause !== 'nothingOwed' ? null : (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t.changeOf(nameOf(item))}
              onClick={() => setChanged(item)}
            >
              {t.change}
            </Button>
          )
        }
      />
      {changed && <ChangeItem run={run} item={changed} onClose={() => setChanged(null)} />}
    </>
  )
}

function nameOf(item: RunItem): string {
  return item.client?.name ?? item.account.name
}

interface ChangeProps {
  run: Run
  item: RunItem
  onClose: () => void
}

/** One row: another amount, left out, or in after all. */
function ChangeItem({ run, item, onClose }: ChangeProps) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const { amount, currency } = item.amount
  const [typed, setTyped] = useState(moneyText(item.amount))
  const [reason, setReason] = useState('')
  const form = useFormProblem(['amount', 'duplicateReason'])
  const isOut = item.outcome === 'out'
  const asksWhy = item.outBecause === 'chargedToday'

  function change(changes: Record<string, unknown>): Promise<void> {
    return form.send(async () => {
      const path = `/runs/${run.id}/items/${item.position}`
      await call<Run>(slug, path, { method: 'PATCH', body: { version: run.version, ...changes } })
      await queryClient.invalidateQueries({ queryKey: ['o', slug, 'run', run.id] })
      onClose()
    })
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (form.withholds({ duplicateReason: reason })) return
    const parsed = parseAmount(typed, currency, { minimum: 1n })
    if (!parsed.ok) return form.refuse('amount', parsed.message)
    if (asksWhy && reason.trim() === '') return form.refuse('duplicateReason', t.sayWhy)
    await change({
      excluded: false,
      ...(Number(parsed.amount) === amount ? {} : { amount: Number(parsed.amount) }),
      ...(asksWhy ? { duplicateReason: reason.trim() } : {}),
    })
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={nameOf(item)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form ref={form.formRef} noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {form.summary}
          {isOut && <div>{item.sentence}</div>}
          <MoneyField
            label={t.amountColumn}
            name="amount"
            data-autofocus
            text={typed}
            currency={currency}
            minimum={1n}
            problem={form.at('amount')}
            onText={setTyped}
          />
          {asksWhy && (
            <TextInput
              label={t.sayWhy}
              name="duplicateReason"
              autoComplete="off"
              maxLength={200}
              value={reason}
              error={form.at('duplicateReason')}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end">
            {!isOut && (
              <Button
                variant="default"
                loading={form.isBusy}
                onClick={() => void change({ excluded: true })}
              >
                {t.leaveOut}
              </Button>
            )}
            <Button type="submit" loading={form.isBusy}>
              {isOut ? t.putIn : t.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
