import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { IconBan, IconCheck } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { InvoiceSettings, TaxRate } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { invoiceSettingsQuery } from '../../../api/queries.ts'
import { invoiceSettings as t } from '../../../messages/en/invoice-settings.ts'
import { settings } from '../../../messages/en/settings.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { ProblemSummary, useFormProblem } from '../../../ui/FormProblem.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { StateBadge } from '../../../ui/StateBadge.tsx'
import table from '../../../ui/table.module.css'
import { useSlug } from '../../shell/organization.tsx'
import { LinkDays } from './LinkDays.tsx'
import { ReadOnlyNotice, SaveButton, useMayChange } from './may-change.tsx'
import classes from './Settings.module.css'
import { useDraft } from './use-draft.ts'

type Send = (path: string, method: 'POST' | 'PUT' | 'PATCH', body: object) => Promise<void>

/** Settings › Invoices and taxes. */
export function InvoiceSettingsPage() {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const { data, error, refetch } = useQuery(invoiceSettingsQuery(slug))
  const [problem, setProblem] = useState<Problem | null>(null)
  const mayChange = useMayChange()
  const send: Send = async (path, method, body) => {
    const after = await call<InvoiceSettings>(slug, path, { method, body })
    queryClient.setQueryData(invoiceSettingsQuery(slug).queryKey, after)
  }
  const sendOrSay: Send = async (...args) => {
    setProblem(null)
    await send(...args).catch((thrown: unknown) => setProblem(asProblem(thrown)))
  }
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeletons />
  return (
    <Page narrow title={t.title} subtitle={t.intro}>
      <div className={classes.stack}>
        <ReadOnlyNotice />
        {problem && <ProblemSummary problem={problem} />}
        <Panel title={t.terms}>
          <TermsForm first={data} send={send} />
        </Panel>
        <LinkDays />
        <Panel title={t.taxes} flush>
          {data.taxRates.length === 0 ? (
            <EmptyState title={t.noTaxes}>{t.noTaxesText}</EmptyState>
          ) : (
            <TaxTable rates={data.taxRates} send={sendOrSay} />
          )}
        </Panel>
        {mayChange && (
          <Panel title={t.add}>
            <AddTax send={send} />
          </Panel>
        )}
      </div>
    </Page>
  )
}

function TermsForm({ first, send }: { first: InvoiceSettings; send: Send }) {
  const { draft, text, isSaved, setSaved } = useDraft({
    termsDays: String(first.termsDays),
    howToPay: first.howToPay,
  })
  const form = useFormProblem(['termsDays', 'howToPay'])
  const isReadOnly = !useMayChange()

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (!/^\d{1,3}$/.test(draft.termsDays.trim())) return form.refuse('termsDays', t.badDays)
    if (form.withholds({ howToPay: draft.howToPay })) return
    await form.send(async () => {
      await send('/invoice-settings', 'PUT', {
        termsDays: Number(draft.termsDays),
        howToPay: draft.howToPay,
      })
      setSaved(true)
    })
  }

  return (
    <form
      ref={form.formRef}
      className={classes.form}
      onSubmit={(event) => void submit(event)}
      noValidate
    >
      {form.summary}
      <TextInput
        label={t.termsDays}
        description={t.termsHint}
        inputMode="numeric"
        autoComplete="off"
        {...text('termsDays')}
        readOnly={isReadOnly}
        error={form.at('termsDays')}
      />
      <Textarea
        label={t.howToPay}
        description={t.howToPayHint}
        rows={3}
        {...text('howToPay')}
        readOnly={isReadOnly}
        error={form.at('howToPay')}
      />
      <div className={classes.foot}>
        <SaveButton isBusy={form.isBusy}>{t.save}</SaveButton>
        {isSaved && <span role="status">{settings.saved}</span>}
      </div>
    </form>
  )
}

function TaxTable({ rates, send }: { rates: TaxRate[]; send: Send }) {
  const mayChange = useMayChange()
  return (
    <ScrollX label={t.taxes}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t.name}</th>
            <th scope="col" className={table.right}>
              {t.percent}
            </th>
            <th scope="col">{t.state}</th>
            {mayChange && <th scope="col">{t.actions}</th>}
          </tr>
        </thead>
        <tbody className={table.rows}>
          {rates.map((rate) => (
            <tr key={rate.id}>
              <td>
                <span className={table.strong}>{rate.name}</span>
                <div className={table.sub}>
                  {rate.isInclusive ? t.inThePrice : t.onTop}
                  {rate.isDefault && ` · ${t.isDefault}`}
                </div>
              </td>
              <td className={table.right}>{`${rate.percent} %`}</td>
              <td>
                <StateBadge
                  tone={rate.isUsed ? 'good' : 'quiet'}
                  icon={rate.isUsed ? <IconCheck aria-hidden /> : <IconBan aria-hidden />}
                >
                  {rate.isUsed ? t.used : t.retired}
                </StateBadge>
              </td>
              {mayChange && (
                <td>
                  <div className={classes.foot}>
                    {rate.isUsed && (
                      <Act
                        rate={rate}
                        name={rate.isDefault ? t.noDefault : t.makeDefault}
                        body={{ isDefault: !rate.isDefault }}
                        send={send}
                      />
                    )}
                    <Act
                      rate={rate}
                      name={rate.isUsed ? t.retire : t.restore}
                      body={{ isUsed: !rate.isUsed }}
                      send={send}
                    />
                  </div>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

function Act({
  rate,
  name,
  body,
  send,
}: {
  rate: TaxRate
  name: string
  body: object
  send: Send
}) {
  return (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={t.actOn(name, rate.name)}
      onClick={() => void send(`/tax-rates/${rate.id}`, 'PATCH', body)}
    >
      {name}
    </Button>
  )
}

function AddTax({ send }: { send: Send }) {
  const nothing = { name: '', percent: '', isInclusive: false, isDefault: true }
  const [typed, setTyped] = useState(nothing)
  const form = useFormProblem(['name', 'percent'])
  const set = (part: Partial<typeof nothing>) => setTyped((before) => ({ ...before, ...part }))

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (!typed.name.trim()) return form.refuse('name', t.noName)
    if (!typed.percent.trim()) return form.refuse('percent', t.noPercent)
    if (form.withholds({ name: typed.name })) return
    await form.send(async () => {
      await send('/tax-rates', 'POST', typed)
      setTyped(nothing)
    })
  }

  return (
    <form
      ref={form.formRef}
      className={classes.form}
      onSubmit={(event) => void submit(event)}
      noValidate
    >
      {form.summary}
      <TextInput
        label={t.name}
        name="name"
        autoComplete="off"
        value={typed.name}
        error={form.at('name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t.percent}
        description={t.percentHint}
        name="percent"
        inputMode="decimal"
        autoComplete="off"
        value={typed.percent}
        error={form.at('percent')}
        onChange={(event) => set({ percent: event.currentTarget.value })}
      />
      <Checkbox
        label={t.inPrice}
        checked={typed.isInclusive}
        onChange={(event) => set({ isInclusive: event.currentTarget.checked })}
      />
      <Checkbox
        label={t.isDefault}
        checked={typed.isDefault}
        onChange={(event) => set({ isDefault: event.currentTarget.checked })}
      />
      <div className={classes.foot}>
        <Button type="submit" loading={form.isBusy}>
          {t.addAction}
        </Button>
      </div>
    </form>
  )
}
