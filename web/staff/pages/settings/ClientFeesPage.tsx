import { Checkbox, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { parseAmount } from '../../../../src/kit/money.ts'
import { call } from '../../../api/client.ts'
import { clientFeesPreviewQuery, clientFeesQuery } from '../../../api/client-fee-queries.ts'
import type { ClientFees, ClientFeesPreview } from '../../../api/contract.ts'
import { clientFees as t } from '../../../messages/en/client-fees.ts'
import { settings } from '../../../messages/en/settings.ts'
import { dateText } from '../../../ui/dates.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import { ReadOnlyNotice, SaveButton, useMayChange } from './may-change.tsx'
import classes from './Settings.module.css'
import { useDraft } from './use-draft.ts'

/** Settings › Fees for clients: none, until somebody sets one. */
export function ClientFeesPage() {
  const { data, error, refetch } = useQuery(clientFeesQuery(useSlug()))
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeletons />
  return (
    <Page narrow title={t.title} subtitle={t.intro}>
      <div className={classes.stack}>
        <ReadOnlyNotice />
        <Form first={data} />
      </div>
    </Page>
  )
}

const typedAmount = (fee: { amount: { amount: number; currency: string } } | null) =>
  fee ? moneyText(fee.amount).replace(/[^\d.,]/g, '') : ''

function Form({ first }: { first: ClientFees }) {
  const { slug, currency } = useOrganization()
  const queryClient = useQueryClient()
  const mayChange = useMayChange()
  const { draft, set, text, isSaved, setSaved } = useDraft({
    hasLate: first.late !== null,
    lateAmount: typedAmount(first.late),
    afterDays: String(first.late?.afterDays ?? 10),
    hasCheck: first.returnedCheck !== null,
    checkAmount: typedAmount(first.returnedCheck),
  })
  const form = useFormProblem(['late.amount', 'late.afterDays', 'returnedCheck.amount'])
  const rules = rulesOf(draft, currency)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    for (const [field, problem] of rules.problems) return form.refuse(field, problem)
    await form.send(async () => {
      const after = await call<ClientFees>(slug, '/client-fees', {
        method: 'PUT',
        body: rules.body,
      })
      queryClient.setQueryData(clientFeesQuery(slug).queryKey, after)
      setSaved(true)
    })
  }

  return (
    <form
      ref={form.formRef}
      className={classes.stack}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      {form.summary}
      <Panel title={t.lateAmount}>
        <div className={classes.form}>
          <Checkbox
            label={t.late}
            description={t.lateText}
            checked={draft.hasLate}
            disabled={!mayChange}
            onChange={(event) => set('hasLate', event.currentTarget.checked)}
          />
          {draft.hasLate && (
            <div className={classes.row}>
              <MoneyField
                label={t.lateAmount}
                name="late.amount"
                currency={currency}
                minimum={1n}
                readOnly={!mayChange}
                text={draft.lateAmount}
                problem={form.at('late.amount')}
                onText={(typed) => set('lateAmount', typed)}
              />
              <TextInput
                label={t.afterDays}
                {...text('afterDays')}
                name="late.afterDays"
                inputMode="numeric"
                autoComplete="off"
                readOnly={!mayChange}
                error={form.at('late.afterDays')}
              />
            </div>
          )}
        </div>
      </Panel>
      <Panel title={t.checkAmount}>
        <div className={classes.form}>
          <Checkbox
            label={t.check}
            description={t.checkText}
            checked={draft.hasCheck}
            disabled={!mayChange}
            onChange={(event) => set('hasCheck', event.currentTarget.checked)}
          />
          {draft.hasCheck && (
            <MoneyField
              label={t.checkAmount}
              name="returnedCheck.amount"
              currency={currency}
              minimum={1n}
              readOnly={!mayChange}
              text={draft.checkAmount}
              problem={form.at('returnedCheck.amount')}
              onText={(typed) => set('checkAmount', typed)}
            />
          )}
        </div>
      </Panel>
      {mayChange && rules.problems.length === 0 && <Preview body={rules.body} />}
      <div className={classes.foot}>
        <SaveButton isBusy={form.isBusy}>{t.save}</SaveButton>
        {isSaved && <span role="status">{settings.saved}</span>}
      </div>
    </form>
  )
}

interface Draft {
  hasLate: boolean
  lateAmount: string
  afterDays: string
  hasCheck: boolean
  checkAmount: string
}

/** What is sent, and what is wrong with it field by field. */
function rulesOf(draft: Draft, currency: string) {
  const problems: [field: string, problem: string][] = []
  const amountOf = (typed: string, field: string): number => {
    const parsed = parseAmount(typed, currency, { minimum: 1n })
    if (!parsed.ok) problems.push([field, parsed.message])
    return parsed.ok ? Number(parsed.amount) : 0
  }
  const days = /^\d{1,3}$/.test(draft.afterDays.trim()) ? Number(draft.afterDays) : 0
  const late = draft.hasLate
    ? { amount: amountOf(draft.lateAmount, 'late.amount'), afterDays: days }
    : null
  if (late && (days < 1 || days > 365)) problems.push(['late.afterDays', t.badDays])
  const returnedCheck = draft.hasCheck
    ? { amount: amountOf(draft.checkAmount, 'returnedCheck.amount') }
    : null
  return { body: { late, returnedCheck }, problems }
}

/** Asked of the server as it is typed: which invoices it concerns, and when. */
function Preview({ body }: { body: ReturnType<typeof rulesOf>['body'] }) {
  const { data } = useQuery(clientFeesPreviewQuery(useSlug(), body))
  if (!data) return null
  return (
    <Panel title={t.preview}>
      <div role="status">{body.late ? <Late seen={data} /> : <p>{t.none}</p>}</div>
    </Panel>
  )
}

function Late({ seen: { rules, owed, lateBefore, first } }: { seen: ClientFeesPreview }) {
  if (!rules.late) return null
  return (
    <>
      <p>
        {t.owed(owed, rules.late.afterDays)} {t.since(dateText(rules.late.from))}{' '}
        {t.before(lateBefore)}
      </p>
      <ul>
        {first.map(({ id, number, account, due, feeOn }) => (
          <li key={id}>{t.first(number, account, moneyText(due), feeOn ? dateText(feeOn) : '')}</li>
        ))}
      </ul>
    </>
  )
}
