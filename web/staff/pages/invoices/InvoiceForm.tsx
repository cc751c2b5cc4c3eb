import { Button, Stack, Textarea, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { InvoiceDetail, InvoiceDraft, InvoicePreview, TaxRate } from '../../../api/contract.ts'
import { invoiceDraftQuery, invoicePreviewQuery } from '../../../api/queries.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { useDebounced } from '../../../ui/useDebounced.ts'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './Invoices.module.css'
import {
  contentOf,
  emptyLine,
  firstProblem,
  type InvoiceTyped,
  type LineTyped,
} from './invoice-typed.ts'
import { LineFields } from './LineFields.tsx'

const TYPING_PAUSE_MS = 250

interface Props {
  accountId: string
  clients: { id: string; name: string }[]
  rates: TaxRate[]
  first: InvoiceTyped
  /** The draft that is written on; null: none yet. */
  draftId: string | null
  onIssued: (invoice: InvoiceDetail) => Promise<unknown>
  onSaved: (draft: InvoiceDraft) => void
}

/** Writing an invoice. What it comes to is the server's word, asked while one types. */
export function InvoiceForm({
  accountId,
  clients,
  rates,
  first,
  onIssued,
  onSaved,
  ...rest
}: Props) {
  const { slug, currency } = useOrganization()
  const queryClient = useQueryClient()
  const [typed, setTyped] = useState(first)
  const [draftId, setDraftId] = useState(rest.draftId)
  const [busy, setBusy] = useState<'issue' | 'save' | null>(null)
  const [isSaved, setSaved] = useState(false)
  const form = useFormProblem(fieldsOf(typed))
  const content = contentOf(typed, currency)
  const asked = useDebounced(JSON.stringify(content), TYPING_PAUSE_MS)
  const { data: preview } = useQuery({
    ...invoicePreviewQuery(slug, asked),
    placeholderData: keepPreviousData,
  })
  const used = rates.filter(({ isUsed }) => isUsed)

  function change(part: Partial<InvoiceTyped>): void {
    setTyped((before) => ({ ...before, ...part }))
    setSaved(false)
    form.clear()
  }
  const changeLine = (key: number, part: Partial<LineTyped>) =>
    change({ lines: typed.lines.map((line) => (line.key === key ? { ...line, ...part } : line)) })

  /** Under one id from the first save on, so that asking twice is asking once. */
  async function save(): Promise<InvoiceDraft> {
    const draft = draftId
      ? await call<InvoiceDraft>(slug, `/invoice-drafts/${draftId}`, {
          method: 'PUT',
          body: content,
        })
      : await call<InvoiceDraft>(slug, '/invoice-drafts', {
          method: 'POST',
          body: { accountId, ...content },
        })
    setDraftId(draft.id)
    queryClient.setQueryData(invoiceDraftQuery(slug, draft.id).queryKey, draft)
    return draft
  }

  async function act(what: 'issue' | 'save', work: () => Promise<unknown>): Promise<void> {
    const texts = typed.lines.map((line, n) => [`lines.${n}.description`, line.description])
    if (form.withholds({ ...Object.fromEntries(texts), note: typed.note })) return
    setBusy(what)
    try {
      await work()
    } catch (error) {
      form.report(error)
    } finally {
      setBusy(null)
    }
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    form.clear()
    const wrong = firstProblem(typed, currency)
    if (wrong) form.refuse(wrong.field, wrong.sentence)
    else void issue()
  }

  const issue = () =>
    act('issue', async () => {
      const { id } = await save()
      const path = `/invoice-drafts/${id}/issue`
      const invoice = await call<InvoiceDetail>(slug, path, { method: 'POST' })
      await queryClient.invalidateQueries({ queryKey: ['o', slug] })
      await onIssued(invoice)
    })

  function keep(): void {
    form.clear()
    void act('save', async () => {
      const draft = await save()
      void queryClient.invalidateQueries({ queryKey: ['o', slug, 'invoices'] })
      setSaved(true)
      onSaved(draft)
    })
  }

  return (
    <form ref={form.formRef} onSubmit={submit} noValidate>
      <Stack gap="md">
        {form.summary}
        {typed.lines.map((line, n) => (
          <LineFields
            key={line.key}
            line={line}
            n={n}
            currency={currency}
            reckoned={preview?.lines[n]}
            rates={used}
            clients={clients}
            problemAt={form.at}
            isOnly={typed.lines.length === 1}
            onChange={(part) => changeLine(line.key, part)}
            onRemove={() => change({ lines: typed.lines.filter(({ key }) => key !== line.key) })}
          />
        ))}
        <Button
          variant="subtle"
          className={classes.add}
          leftSection={<IconPlus size={16} />}
          onClick={() => {
            const defaults = used.filter(({ isDefault }) => isDefault).map(({ id }) => id)
            const key = Math.max(...typed.lines.map((line) => line.key)) + 1
            const clientId = typed.lines.at(-1)?.clientId ?? ''
            change({ lines: [...typed.lines, emptyLine(key, defaults, clientId)] })
          }}
        >
          {t.addLine}
        </Button>
        <div className={classes.terms}>
          <TextInput
            label={t.dueOn}
            name="dueOn"
            type="date"
            value={typed.dueOn}
            error={form.at('dueOn')}
            onChange={(event) => change({ dueOn: event.currentTarget.value })}
          />
          <TextInput
            label={t.depositField}
            description={t.depositHint}
            name="deposit.amount"
            autoComplete="off"
            value={typed.deposit}
            error={form.at('deposit.amount') ?? form.at('deposit.percent')}
            onChange={(event) => change({ deposit: event.currentTarget.value })}
          />
          {typed.deposit.trim() !== '' && (
            <TextInput
              label={t.depositDueOn}
              name="deposit.dueOn"
              type="date"
              value={typed.depositDueOn || preview?.deposit?.dueOn || ''}
              error={form.at('deposit.dueOn')}
              onChange={(event) => change({ depositDueOn: event.currentTarget.value })}
            />
          )}
        </div>
        <Textarea
          label={t.note}
          name="note"
          rows={2}
          value={typed.note}
          error={form.at('note')}
          onChange={(event) => change({ note: event.currentTarget.value })}
        />
        <div className={classes.foot}>
          {preview && <Totals preview={preview} />}
          <Button type="submit" size="md" fullWidth loading={busy === 'issue'}>
            {preview && preview.total.amount > 0 ? t.issue(moneyText(preview.total)) : t.issueEmpty}
          </Button>
          <Button variant="default" fullWidth loading={busy === 'save'} onClick={keep}>
            {t.saveDraft}
          </Button>
          <p className={classes.hint} role="status">
            {isSaved ? t.savedDraft : t.issueHint}
          </p>
        </div>
      </Stack>
    </form>
  )
}

function Totals({ preview }: { preview: InvoicePreview }) {
  const { taxes, net, total, deposit } = preview
  return (
    <dl className={classes.totals}>
      {taxes.length > 0 && (
        <div>
          <dt>{t.net}</dt>
          <dd>{moneyText(net)}</dd>
        </div>
      )}
      {taxes.map(({ name, percent, base, amount, isInclusive }) => (
        <div key={name}>
          <dt>{t.tax(name, percent, moneyText(base), isInclusive)}</dt>
          <dd>{moneyText(amount)}</dd>
        </div>
      ))}
      {deposit && (
        <div>
          <dt>{t.deposit}</dt>
          <dd>{moneyText(deposit.amount)}</dd>
        </div>
      )}
      <div className={classes.total}>
        <dt>{t.total}</dt>
        <dd>{moneyText(total)}</dd>
      </div>
    </dl>
  )
}

function fieldsOf({ lines }: InvoiceTyped): string[] {
  const names = ['description', 'quantity', 'unitAmount', 'discount']
  return [
    ...['dueOn', 'deposit.amount', 'deposit.percent', 'deposit.dueOn', 'note'],
    ...lines.flatMap((_, n) => names.map((name) => `lines.${n}.${name}`)),
  ]
}
