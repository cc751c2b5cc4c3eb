import { Button, Checkbox, TextInput } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { CheckBatch, ChecksPreview, RowProblem } from '../../../api/contract.ts'
import { checks as t } from '../../../messages/en/checks.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, whyNot } from '../../shell/organization.tsx'
import { useSendOnce } from '../money/use-send-once.ts'
import { CheckLines, type LineNote } from './CheckLines.tsx'
import classes from './Checks.module.css'
import { CHECKS_MAX, COLUMNS, type Column, emptyLines, readLines } from './check-list.ts'
import { RecordedChecks } from './RecordedChecks.tsx'

const LINES_AT_FIRST = 5

/** A stack of checks, written down together: reviewed line by line, then recorded, all or none. */
export function RecordChecks() {
  const organization = useOrganization()
  const { slug } = organization
  const refused = whyNot(organization, 'payments.record')
  const [recorded, setRecorded] = useState<CheckBatch | null>(null)
  return (
    <Page
      narrow
      title={t.title}
      subtitle={t.lead}
      back={
        <TextLink to={paths.payments(slug)} underline="hover">
          <IconArrowLeft size={14} aria-hidden /> {t.back}
        </TextLink>
      }
    >
      {refused ? (
        <Notice tone="warn">{refused}</Notice>
      ) : recorded ? (
        <RecordedChecks batch={recorded} onMore={() => setRecorded(null)} />
      ) : (
        <ChecksForm onDone={setRecorded} />
      )}
    </Page>
  )
}

/** What the server said of the list as it stands; a change of the list forgets it. */
interface Reviewed {
  preview: ChecksPreview
  notes: Map<number, LineNote>
  sent: object
}

function ChecksForm({ onDone }: { onDone: (batch: CheckBatch) => void }) {
  const { slug, currency, me } = useOrganization()
  const queryClient = useQueryClient()
  const [lines, setLines] = useState(() => emptyLines(LINES_AT_FIRST))
  const [postedOn, setPostedOn] = useState('')
  const [keepsCredit, setKeepsCredit] = useState(false)
  const [reason, setReason] = useState('')
  const [asksReason, setAsksReason] = useState(false)
  const [reviewed, setReviewed] = useState<Reviewed | null>(null)
  const [isReviewing, setReviewing] = useState(false)
  const form = useFormProblem(['postedOn', 'duplicateReason'])
  const recording = useSendOnce<CheckBatch>('/checks')

  const isGood = reviewed !== null && reviewed.preview.problems.length === 0

  function changed(change: () => void): void {
    change()
    form.clear()
    setReviewed(null)
  }

  async function review(): Promise<void> {
    const { keys, checks, problems } = readLines(lines, currency)
    if (checks.length === 0) return form.refuse('list', t.empty)
    if (checks.length > CHECKS_MAX) return form.refuse('list', t.tooMany)
    if (form.withholds({ list: JSON.stringify(checks), duplicateReason: reason })) return
    const sent = {
      currency,
      checks: checks.map(({ amount, ...rest }) => ({ ...rest, amount: amount ?? 0 })),
      keepCredit: keepsCredit,
      ...(postedOn ? { postedOn } : {}),
      ...(reason ? { duplicateReason: reason } : {}),
    }
    setReviewing(true)
    try {
      const answer = await call<ChecksPreview>(slug, '/checks/preview', {
        method: 'POST',
        body: sent,
      })
      // An amount that could not be read is told in the words about what was typed.
      const own = new Set(problems.map(({ row }) => row))
      const all = [...problems, ...answer.problems.filter(({ row }) => !own.has(row))]
      const preview = { ...answer, problems: all }
      setAsksReason(all.some(({ code }) => code === 'possible_duplicate') || reason !== '')
      setReviewed({ preview, notes: notesOf(preview, keys), sent })
    } catch (error) {
      form.report(error)
    } finally {
      setReviewing(false)
    }
  }

  async function record(sent: object): Promise<void> {
    try {
      const batch = await recording.send(sent)
      void queryClient.invalidateQueries({ queryKey: ['o', slug] })
      onDone(batch)
    } catch (error) {
      setReviewed(null)
      form.report(error)
    }
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    form.clear()
    void (isGood ? record(reviewed.sent) : review())
  }

  return (
    <form ref={form.formRef} className={classes.stack} onSubmit={submit} noValidate>
      {form.summary}
      {recording.progress === 'asking' && <Notice tone="wait">{t.asking}</Notice>}
      {reviewed && !isGood && (
        <Notice tone="bad" role="alert">
          {t.problems(
            reviewed.preview.problems.length,
            reviewed.preview.problems.length + reviewed.preview.checks.length,
          )}
        </Notice>
      )}
      <Panel flush>
        <CheckLines
          lines={lines}
          notes={reviewed?.notes ?? new Map()}
          onLines={(next) => changed(() => setLines(next))}
        />
      </Panel>
      <div className={classes.fields}>
        {me.permissions.includes('payments.backdate') && (
          <TextInput
            type="date"
            label={t.date}
            name="postedOn"
            value={postedOn}
            error={form.at('postedOn')}
            onChange={(event) => {
              const { value } = event.currentTarget
              changed(() => setPostedOn(value))
            }}
          />
        )}
        {asksReason && (
          <TextInput
            className={classes.grow}
            label={t.reason}
            name="duplicateReason"
            value={reason}
            error={form.at('duplicateReason')}
            onChange={(event) => {
              const { value } = event.currentTarget
              changed(() => setReason(value))
            }}
          />
        )}
        <Checkbox
          label={t.keepCredit}
          checked={keepsCredit}
          onChange={(event) => {
            const { checked } = event.currentTarget
            changed(() => setKeepsCredit(checked))
          }}
        />
      </div>
      <div className={classes.foot}>
        <Button type="submit" loading={isReviewing || recording.progress !== null}>
          {isGood
            ? t.record(reviewed.preview.checks.length, moneyText(reviewed.preview.total))
            : t.review}
        </Button>
      </div>
    </form>
  )
}

function notesOf(preview: ChecksPreview, keys: number[]): Map<number, LineNote> {
  const notes = new Map<number, LineNote>()
  const note = (row: number, said: LineNote) => {
    const key = keys[row - 1]
    if (key !== undefined) notes.set(key, said)
  }
  for (const { row, account, pays, credit } of preview.checks) {
    const parts = pays.map(({ amount, number }) => t.invoicePart(moneyText(amount), number))
    if (credit.amount > 0) parts.push(t.creditPart(moneyText(credit)))
    note(row, { text: t.pays(account.name, parts.join(', ')) })
  }
  for (const problem of preview.problems) {
    note(problem.row, { text: problem.detail, wrong: columnOf(problem) })
  }
  return notes
}

function columnOf({ field }: RowProblem): Column | 'line' {
  return COLUMNS.find((column) => column === field) ?? 'line'
}
