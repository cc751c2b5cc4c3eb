import { Button, Checkbox } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, lazy, Suspense, useRef, useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { parseAmount } from '../../../src/kit/money.ts'
import type { PortalOverview, PortalPayment } from '../../api/contract.ts'
import { asProblem } from '../../api/problem.ts'
import { newKey, sendOnce } from '../../api/send-once.ts'
import { addressFields, missingIn, useBillingAddress } from '../../billing/billing-address.ts'
import type { CardFormHandle } from '../../billing/CardForm.tsx'
import { splitWording } from '../../billing/wording.ts'
import { cardForm } from '../../messages/en/card-form.ts'
import { portal as t } from '../../messages/en/portal.ts'
import { FailedState } from '../../ui/FailedState.tsx'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import { moneyText } from '../../ui/Money.tsx'
import { MoneyField } from '../../ui/MoneyField.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import { aboutMethod, mayBeUsed } from '../about-method.ts'
import { leftToPay } from '../left-to-pay.ts'
import classes from '../Portal.module.css'
import { overviewQuery, portalPath } from '../queries.ts'
import { Waiting } from '../Waiting.tsx'

/** The shortest way from what is owed to a receipt. */
export function Pay({ accountId }: { accountId: string }) {
  useTabTitle(t.payTitle)
  const { data, error, refetch } = useQuery(overviewQuery(accountId))
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />
  if (!data.me.mayPay) return <Notice tone="warn">{t.mayNotPay}</Notice>
  return <PayForm overview={data} />
}

const NEW = 'new'
/** How the request calls it. */
const ADDRESS = 'method.billingAddress'
/** Fetched where it is needed: most pay with what they saved, and save nothing. */
const CardForm = lazy(async () => ({
  default: (await import('../../billing/CardForm.tsx')).CardForm,
}))
const AddressFields = lazy(async () => ({
  default: (await import('../../billing/AddressFields.tsx')).AddressFields,
}))

function PayForm({ overview }: { overview: PortalOverview }) {
  const { account, organization, methods, authorizationWording, me } = overview
  const { currency } = organization
  const queryClient = useQueryClient()
  const [, navigate] = useLocation()
  const search = new URLSearchParams(useSearch())
  const invoice = overview.openInvoices.find(({ id }) => id === search.get('invoice')) ?? null
  const suggested = invoice ? invoice.due : search.has('other') ? null : leftToPay(overview)
  const usable = methods.filter(mayBeUsed)
  const hasBank = usable.some(({ bank }) => bank)
  const first = usable.find(({ isDefault }) => isDefault) ?? usable[0]

  const [text, setText] = useState(
    suggested && suggested.amount > 0 ? moneyText(suggested).replace(/[^\d.,]/g, '') : '',
  )
  const [methodId, setMethodId] = useState(first?.id ?? NEW)
  const [save, setSave] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [isAskingAgain, setAskingAgain] = useState(false)
  /** What is above what is due, once the server said so. */
  const [over, setOver] = useState<string | null>(null)
  const [keepCredit, setKeepCredit] = useState(false)
  const [cardProblem, setCardProblem] = useState<string | null>(null)
  const [mayRepeat, setMayRepeat] = useState(false)
  const card = useRef<CardFormHandle>(null)
  /** One key for what is meant once, however often it is sent. */
  const key = useRef(newKey())
  /** Sent, and not answered: it is sent again as it was. */
  const unanswered = useRef<object | null>(null)
  const form = useFormProblem(['amount', ...addressFields(ADDRESS)])
  const { address, setAddress, knownFrom } = useBillingAddress(methods, currency)
  const wording = splitWording(authorizationWording.text)
  const parsed = parseAmount(text, currency)
  const amount = parsed.ok ? Number(parsed.amount) : 0

  async function submit(event: FormEvent, more: Record<string, unknown> = {}): Promise<void> {
    event.preventDefault()
    if (isBusy) return
    form.clear()
    setCardProblem(null)
    if (!parsed.ok) return form.refuse('amount', parsed.message)
    setBusy(true)
    try {
      const body = unanswered.current ?? (await bodyToSend(more))
      if (body) await send(body)
    } finally {
      setBusy(false)
      setAskingAgain(false)
    }
  }

  async function chosen(): Promise<Record<string, unknown> | null> {
    if (methodId !== NEW) return { kind: 'saved', methodId }
    const missing = save ? missingIn(address) : null
    if (missing) {
      form.refuse(`${ADDRESS}.${missing.part}`, missing.detail)
      return null
    }
    const billingAddress = save ? address : undefined
    const made = (await card.current?.makeToken(billingAddress)) ?? { refusal: cardForm.failed }
    if ('token' in made) {
      return { kind: 'new', confirmationToken: made.token, save, billingAddress }
    }
    setCardProblem(made.refusal)
    return null
  }

  async function bodyToSend(more: Record<string, unknown>): Promise<object | null> {
    const method = await chosen()
    return (
      method && {
        amount,
        currency,
        method,
        ...(invoice ? { invoiceIds: [invoice.id] } : {}),
        ...(keepCredit ? { keepCredit } : {}),
        ...more,
      }
    )
  }

  async function send(body: object): Promise<void> {
    try {
      const paid = await sendOnce<PortalPayment>(
        null,
        portalPath(`/accounts/${account.id}/payments`),
        key.current,
        body,
        () => setAskingAgain(true),
      )
      queryClient.setQueryData(['account', account.id, 'payment', paid.id], paid)
      void queryClient.invalidateQueries({ queryKey: ['account', account.id], exact: true })
      navigate(`/portal/a/${account.id}/payments/${paid.id}`)
    } catch (error) {
      const { code, status, document } = asProblem(error)
      const isAnswered = status > 0 && status < 500
      unanswered.current = isAnswered ? null : body
      if (isAnswered) key.current = newKey()
      if (code === 'exceeds_balance') {
        setOver(moneyText(document.credit as { amount: number; currency: string }))
      }
      setMayRepeat(code === 'possible_duplicate')
      form.report(error)
    }
  }

  return (
    <form
      ref={form.formRef}
      className={classes.form}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <h1>{invoice ? t.payInvoice(invoice.number) : t.payTitle}</h1>
      {form.summary}
      {mayRepeat && (
        <Button
          variant="default"
          onClick={(event) => void submit(event as never, { duplicateReason: t.payTwice })}
        >
          {t.payTwice}
        </Button>
      )}
      {over !== null && (
        <Checkbox
          checked={keepCredit}
          label={t.keepCredit(over)}
          onChange={(event) => setKeepCredit(event.currentTarget.checked)}
        />
      )}
      <MoneyField
        label={t.amount}
        name="amount"
        size="md"
        text={text}
        onText={setText}
        currency={currency}
        problem={form.at('amount')}
        description={invoice || search.has('other') ? undefined : t.everything}
      />
      <fieldset className={classes.choices}>
        <legend>{t.payWith}</legend>
        {methods.map((method) => (
          <label key={method.id} className={classes.choice}>
            <input
              type="radio"
              name="method"
              value={method.id}
              checked={methodId === method.id}
              disabled={!mayBeUsed(method)}
              onChange={() => setMethodId(method.id)}
            />
            <span className={classes.what}>
              <span>{method.nickname ?? method.name}</span>
              <span className={classes.quiet}>
                {method.nickname ? `${method.name}, ` : ''}
                {aboutMethod(method)}
              </span>
            </span>
          </label>
        ))}
        <label className={classes.choice}>
          <input
            type="radio"
            name="method"
            value={NEW}
            checked={methodId === NEW}
            onChange={() => setMethodId(NEW)}
          />
          <span>{t.newCard}</span>
        </label>
        {overview.mandateWording && me.mayManageWallet && !hasBank && (
          <Link className={classes.link} href={`/portal/a/${account.id}/wallet?add=bank`}>
            {t.payByBank}
          </Link>
        )}
      </fieldset>
      {methodId === NEW && (
        <>
          <Suspense fallback={<Waiting />}>
            <CardForm
              ref={card}
              amount={{ amount: Math.max(amount, 50), currency }}
              save={save}
              settings={overview.cardForm}
              currency={currency}
              onTouched={() => setCardProblem(null)}
            />
          </Suspense>
          {cardProblem && (
            <p className={classes.problem} role="alert">
              {cardProblem}
            </p>
          )}
          {me.mayManageWallet && (
            <Checkbox
              checked={save}
              onChange={(event) => setSave(event.currentTarget.checked)}
              label={wording.first}
              description={wording.rest}
            />
          )}
          {save && (
            <Suspense fallback={<Waiting />}>
              <AddressFields
                address={address}
                onAddress={setAddress}
                knownFrom={knownFrom}
                prefix={ADDRESS}
                problemAt={form.at}
              />
            </Suspense>
          )}
        </>
      )}
      {isAskingAgain && (
        <Notice tone="wait" role="status">
          {t.again}
        </Notice>
      )}
      <Button type="submit" size="lg" loading={isBusy}>
        {t.submit(moneyText({ amount, currency }))}
      </Button>
    </form>
  )
}
