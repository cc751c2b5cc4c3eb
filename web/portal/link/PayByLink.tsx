import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, lazy, Suspense, useRef, useState } from 'react'
import type { OpenedLink, PortalPayment, WireMoney } from '../../api/contract.ts'
import { asProblem } from '../../api/problem.ts'
import { newKey, sendOnce } from '../../api/send-once.ts'
import { addressFields, missingIn, useBillingAddress } from '../../billing/billing-address.ts'
import type { CardFormHandle } from '../../billing/CardForm.tsx'
import { splitWording } from '../../billing/wording.ts'
import { cardForm } from '../../messages/en/card-form.ts'
import { links as t } from '../../messages/en/links.ts'
import { portal } from '../../messages/en/portal.ts'
import { dateText } from '../../ui/dates.ts'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import { Money, moneyText } from '../../ui/Money.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import classes from '../Portal.module.css'
import { portalPath } from '../queries.ts'
import { Waiting } from '../Waiting.tsx'
import { linkHeaders, linkPaymentQuery, linkQuery } from './queries.ts'

/** How the request calls it. */
const ADDRESS = 'method.billingAddress'
const CardForm = lazy(async () => ({
  default: (await import('../../billing/CardForm.tsx')).CardForm,
}))
const AddressFields = lazy(async () => ({
  default: (await import('../../billing/AddressFields.tsx')).AddressFields,
}))
const Outcome = lazy(async () => ({ default: (await import('./Outcome.tsx')).Outcome }))

interface Props {
  token: string
  link: OpenedLink
}

/** From what is owed to a receipt, for whoever was sent the link. */
export function PayByLink({ token, link }: Props) {
  const queryClient = useQueryClient()
  const { use, paymentId, amount, invoice } = link
  const [made, setMade] = useState(use === 'none' ? null : paymentId)
  useTabTitle(invoice ? t.payInvoice(invoice.number) : t.payBalance)

  async function again(): Promise<void> {
    await queryClient.invalidateQueries({ queryKey: linkQuery(token).queryKey, exact: true })
    setMade(null)
  }

  if (made) return <Outcome token={token} link={link} id={made} onAgain={() => void again()} />
  if (!amount || amount.amount === 0) {
    return (
      <>
        <h1>{t.nothingDue}</h1>
        <p className={classes.lead}>{t.nothingDueText}</p>
      </>
    )
  }
  return (
    <>
      <section className={classes.panel}>
        <div>
          <h1>{invoice ? t.payInvoice(invoice.number) : t.payBalance}</h1>
          <div className={classes.sum}>
            <Money value={amount} />
          </div>
        </div>
        {invoice && (
          <p className={classes.lead}>
            {[dateText(invoice.issuedOn), t.dueBy(dateText(invoice.dueOn))].join(', ')}
          </p>
        )}
        {invoice && invoice.lines.length > 0 && (
          <p className={classes.lead}>{invoice.lines.join(', ')}</p>
        )}
      </section>
      {invoice?.isBeingPaid ? (
        <Notice tone="wait">{t.isBeingPaid}</Notice>
      ) : (
        <PayForm key={amount.amount} token={token} link={link} amount={amount} onMade={setMade} />
      )}
    </>
  )
}

interface FormProps extends Props {
  amount: WireMoney
  onMade: (paymentId: string) => void
}

function PayForm({ token, link, amount, onMade }: FormProps) {
  const queryClient = useQueryClient()
  const { currency } = amount
  const [save, setSave] = useState(false)
  const [email, setEmail] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [isAskingAgain, setAskingAgain] = useState(false)
  const [cardProblem, setCardProblem] = useState<string | null>(null)
  const [mayRepeat, setMayRepeat] = useState(false)
  const card = useRef<CardFormHandle>(null)
  /** One key for what is meant once, however often it is sent. */
  const key = useRef(newKey())
  /** Sent, and not answered: it is sent again as it was. */
  const unanswered = useRef<object | null>(null)
  const form = useFormProblem(['receiptEmail', ...addressFields(ADDRESS)])
  const { address, setAddress, knownFrom } = useBillingAddress([], currency)
  const wording = splitWording(link.authorizationWording.text)

  async function submit(event: FormEvent, more: Record<string, unknown> = {}): Promise<void> {
    event.preventDefault()
    if (isBusy) return
    form.clear()
    setCardProblem(null)
    setBusy(true)
    try {
      const body = unanswered.current ?? (await bodyToSend(more))
      if (body) await send(body)
    } finally {
      setBusy(false)
      setAskingAgain(false)
    }
  }

  async function bodyToSend(more: Record<string, unknown>): Promise<object | null> {
    const missing = save ? missingIn(address) : null
    if (missing) {
      form.refuse(`${ADDRESS}.${missing.part}`, missing.detail)
      return null
    }
    const billingAddress = save ? address : undefined
    const made = (await card.current?.makeToken(billingAddress)) ?? { refusal: cardForm.failed }
    if ('token' in made) {
      const method = { kind: 'new', confirmationToken: made.token, save, billingAddress }
      const receiptEmail = email.trim() || undefined
      return { amount: amount.amount, currency, method, receiptEmail, ...more }
    }
    setCardProblem(made.refusal)
    return null
  }

  async function send(body: object): Promise<void> {
    try {
      const path = portalPath('/link/payments')
      const waits = () => setAskingAgain(true)
      const headers = linkHeaders(token)
      const paid = await sendOnce<PortalPayment>(null, path, key.current, body, waits, headers)
      queryClient.setQueryData(linkPaymentQuery(token, paid.id).queryKey, paid)
      onMade(paid.id)
    } catch (error) {
      const { code, status } = asProblem(error)
      const isAnswered = status > 0 && status < 500
      unanswered.current = isAnswered ? null : body
      if (isAnswered) key.current = newKey()
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
      {form.summary}
      {mayRepeat && (
        <Button
          variant="default"
          onClick={(event) => void submit(event as never, { duplicateReason: portal.payTwice })}
        >
          {portal.payTwice}
        </Button>
      )}
      <Suspense fallback={<Waiting />}>
        <CardForm
          ref={card}
          amount={amount}
          save={save}
          settings={link.cardForm}
          currency={currency}
          onTouched={() => setCardProblem(null)}
        />
      </Suspense>
      {cardProblem && (
        <p className={classes.problem} role="alert">
          {cardProblem}
        </p>
      )}
      <Checkbox
        checked={save}
        onChange={(event) => setSave(event.currentTarget.checked)}
        label={wording.first}
        description={wording.rest}
      />
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
      <TextInput
        label={t.receiptEmail}
        description={t.receiptHint}
        name="receiptEmail"
        type="email"
        autoComplete="email"
        size="md"
        value={email}
        error={form.at('receiptEmail')}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      {isAskingAgain && (
        <Notice tone="wait" role="status">
          {portal.again}
        </Notice>
      )}
      <Button type="submit" size="lg" loading={isBusy}>
        {portal.submit(moneyText(amount))}
      </Button>
    </form>
  )
}
