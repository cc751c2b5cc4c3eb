import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { toDecimal } from '../../../../src/kit/currency-text.ts'
import { CARD_MINIMUM, CHARGE_MAXIMUM, parseAmount } from '../../../../src/kit/money.ts'
import type { Billing, NewPayment, Payment } from '../../../api/contract.ts'
import { asProblem, Problem } from '../../../api/problem.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { cardDataIn } from '../../../ui/card-data.ts'
import type { NewPaymentSearch } from '../../routes.tsx'
import { useSlug } from '../../shell/organization.tsx'
import type { CardFormHandle } from './CardForm.tsx'
import { takeSendAtOnce } from './one-click.ts'
import { planPayment, sumDue } from './plan-payment.ts'
import { sendPayment } from './send-payment.ts'
import {
  forgetUnanswered,
  isUnanswered,
  keepUnanswered,
  noAnswer,
  readUnanswered,
} from './unanswered.ts'

export const NEW_CARD = 'new'
/** The payment was closed because the processor was away. */
const AWAY = ['processor_unavailable', 'config_error']

export interface PaymentFormInput {
  billing: Billing
  paymentKey: string
  wanted: NewPaymentSearch
  /** The payment that this one is another try of. */
  before: Payment | null
  onTaken: (paymentId: string) => void
  /** The key named a payment that ended before a bank was asked; the next try is another one. */
  onKeyUsed: () => void
  onDirty: () => void
}

/** Answers to a question of the server, sent with the same payment again. */
export type Confirmation = Partial<
  Pick<NewPayment, 'amount' | 'keepCredit' | 'duplicateReason' | 'confirmExpired'>
>

/** Everything the payment form knows and does; the component only draws it. */
export function usePaymentForm(input: PaymentFormInput) {
  const { billing, paymentKey, wanted, before, onTaken, onKeyUsed, onDirty } = input
  const slug = useSlug()
  const queryClient = useQueryClient()
  const { currency } = billing.balance
  const { openInvoices } = billing
  /** Left by a reload before it was answered. */
  const [left] = useState(() => readUnanswered(paymentKey))
  const asText = (amount: number) => (amount > 0 ? toDecimal(BigInt(amount), currency) : '')

  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => {
    const asked = left?.invoiceIds ?? wanted.invoices
    const payable = openInvoices.filter((invoice) => invoice.heldBy === null || left !== null)
    return new Set(payable.map(({ id }) => id).filter((id) => !asked || asked.includes(id)))
  })
  const chosen = openInvoices.filter(({ id }) => ticked.has(id))
  const [amountText, setAmountText] = useState(() =>
    asText(left ? Number(left.amount) : (before?.amount.amount ?? sumDue(chosen))),
  )
  const [methodId, setMethodId] = useState(
    () => methodOf(left) ?? methodIn(billing, wanted.method) ?? firstUsable(billing),
  )
  const [save, setSave] = useState(false)
  const [description, setDescription] = useState((left ?? before)?.description ?? '')
  const [note, setNote] = useState((left ?? before)?.note ?? '')
  const [progress, setProgress] = useState<'asking' | 'askingAgain' | null>(null)
  const [problem, setProblem] = useState<Problem | null>(() => (left ? noAnswer() : null))
  const cardForm = useRef<CardFormHandle>(null)
  /** What was sent and not answered: asked again, it must be the very same. */
  const unanswered = useRef<NewPayment | null>(left)
  /** Answers given so far in this form: one confirmation must not undo another. */
  const confirmed = useRef<Confirmation>({})

  const limits = { minimum: CARD_MINIMUM[currency], maximum: CHARGE_MAXIMUM }
  const parsed = parseAmount(amountText, currency, limits)
  const amount = parsed.ok ? Number(parsed.amount) : null

  function choose(next: ReadonlySet<string>): void {
    setTicked(next)
    setAmountText(asText(sumDue(openInvoices.filter((invoice) => next.has(invoice.id)))))
    confirmed.current = {}
  }

  function tick(id: string): void {
    const next = new Set(ticked)
    if (!next.delete(id)) next.add(id)
    choose(next)
    setProblem(null)
  }

  // Paid by somebody else while this form stood open: its amount must not become credit unasked.
  const gone = [...ticked].filter((id) => openInvoices.every((invoice) => invoice.id !== id))
  const hasChanged = gone.length > 0 && progress === null && unanswered.current === null
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time that it happens.
  useEffect(() => {
    if (!hasChanged) return
    choose(new Set(chosen.map(({ id }) => id)))
    setProblem(new Problem({ status: 409, code: 'changed', title: '', detail: t.paidMeanwhile }))
  }, [hasChanged])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a button said what it does; once.
  useEffect(() => {
    if (takeSendAtOnce(paymentKey)) void pay()
  }, [])

  async function pay(confirmation: Confirmation = {}): Promise<void> {
    if (progress) return
    if (unanswered.current) return askAgain()
    setProblem(null)
    if (amount === null) return refuse('amount', parsed.ok ? t.noAmount : parsed.message)
    for (const [field, text] of Object.entries({ description, note })) {
      const reason = cardDataIn(text)
      if (reason !== undefined) return refuse(field, reason)
    }
    setProgress('asking')
    try {
      const method = await chosenMethod()
      if (!method) return
      confirmed.current = { ...confirmed.current, ...confirmation }
      await send({
        ...keptOf(before),
        accountId: billing.account.id,
        amount,
        currency,
        description: description.trim() || undefined,
        note: note.trim() || undefined,
        invoiceIds: chosen.map(({ id }) => id),
        retryOf: wanted.retryOf,
        method,
        ...confirmed.current,
      })
    } finally {
      setProgress(null)
    }
  }

  async function chosenMethod(): Promise<NewPayment['method'] | null> {
    if (methodId !== NEW_CARD) return { kind: 'saved', methodId }
    const made = (await cardForm.current?.makeToken()) ?? { refusal: t.cardFailed }
    if ('token' in made) return { kind: 'new', confirmationToken: made.token, save }
    if (made.refusal) refuse('card', made.refusal)
    return null
  }

  async function send(payment: NewPayment): Promise<void> {
    try {
      unanswered.current = null
      keepUnanswered(paymentKey, payment)
      const taken = await sendPayment(slug, paymentKey, payment, () => setProgress('askingAgain'))
      forgetUnanswered(paymentKey)
      queryClient.setQueryData(['o', slug, 'payment', taken.id], taken)
      void queryClient.invalidateQueries({ queryKey: ['o', slug] })
      onTaken(taken.id)
    } catch (error) {
      const refusal = asProblem(error)
      const known = refusal.document.paymentId
      if (refusal.code === 'in_progress' && typeof known === 'string') return onTaken(known)
      if (AWAY.includes(refusal.code) && typeof known === 'string') onKeyUsed()
      unanswered.current = isUnanswered(refusal) ? payment : null
      if (!unanswered.current) forgetUnanswered(paymentKey)
      setProblem(refusal)
    }
  }

  async function askAgain(): Promise<void> {
    if (!unanswered.current || progress) return
    setProblem(null)
    setProgress('askingAgain')
    await send(unanswered.current)
    setProgress(null)
  }

  function refuse(field: string, detail: string): void {
    setProblem(new Problem({ status: 422, code: 'form', title: detail, detail, field }))
  }

  /** Typing clears what was wrong with it and any question that was asked about the old values. */
  function typing<T>(set: (value: T) => void): (value: T) => void {
    return (value) => {
      set(value)
      setProblem(null)
      confirmed.current = {}
      onDirty()
    }
  }

  return {
    currency,
    limits,
    chosen,
    ticked,
    tick,
    amount,
    plan: planPayment(amount ?? 0, chosen),
    amountText,
    setAmountText: typing(setAmountText),
    methodId,
    setMethodId: (id: string) => {
      setMethodId(id)
      setProblem(null)
      confirmed.current = { ...confirmed.current, confirmExpired: undefined }
    },
    save,
    setSave,
    description,
    setDescription: typing(setDescription),
    note,
    setNote: typing(setNote),
    progress,
    problem,
    /** Nothing is to be changed: what was sent must be asked for as it was. */
    isFixed: problem !== null && unanswered.current !== null,
    cardForm,
    pay,
    askAgain,
    payLess: (less: number) => {
      setAmountText(asText(less))
      return pay({ amount: less })
    },
  }
}

function methodOf(payment: NewPayment | null): string | null {
  if (payment === null) return null
  return payment.method.kind === 'saved' ? payment.method.methodId : NEW_CARD
}

/** What this form has no field for stays as it was on the payment that is tried again. */
function keptOf(before: Payment | null): Partial<NewPayment> {
  if (before === null) return {}
  return {
    payerCategoryId: before.payerCategory?.id,
    reference: before.reference,
    receiptEmail: before.receiptEmail,
    refundableUntil: before.refundableUntil,
  }
}

function methodIn({ methods }: Billing, wanted: string | undefined): string | null {
  const known =
    wanted === NEW_CARD || methods.some(({ id, unusable }) => id === wanted && !unusable)
  return known ? (wanted ?? null) : null
}

/** The default card if it can be charged, else the first that can, else a new one. */
function firstUsable({ methods }: Billing): string {
  const usable = sortedMethods(methods).find((method) => !method.unusable && !method.expired)
  return usable?.id ?? NEW_CARD
}

export function sortedMethods(methods: Billing['methods']): Billing['methods'] {
  return [...methods].sort((a, b) => Number(b.isDefault) - Number(a.isDefault))
}
