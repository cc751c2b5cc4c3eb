import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { CARD_MINIMUM } from '../../../../src/kit/money.ts'
import { call } from '../../../api/client.ts'
import type { Billing, NewPayment, Payment } from '../../../api/contract.ts'
import { asProblem, Problem } from '../../../api/problem.ts'
import { sendOnce } from '../../../api/send-once.ts'
import { missingIn, useBillingAddress } from '../../../billing/billing-address.ts'
import type { CardFormHandle } from '../../../billing/CardForm.tsx'
import { approvals as approvalWords } from '../../../messages/en/approvals.ts'
import { cardForm as cardWords } from '../../../messages/en/card-form.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { afterDrawn } from '../../../ui/after-drawn.ts'
import { cardDataIn } from '../../../ui/card-data.ts'
import { moneyText } from '../../../ui/Money.tsx'
import type { NewPaymentSearch } from '../../client-routes.tsx'
import { useOrganization } from '../../shell/organization.tsx'
import { takeSendAtOnce } from './one-click.ts'
import { NO_TENDER_TYPED, type TenderTyped, tenderMethod, tenderRefusal } from './tender-typed.ts'
import {
  forgetUnanswered,
  isUnanswered,
  keepUnanswered,
  noAnswer,
  readUnanswered,
} from './unanswered.ts'
import { useCreditFirst } from './use-credit-first.ts'
import { type DetailsTyped, useDetails } from './use-details.ts'
import { useTargets } from './use-targets.ts'
import { firstWay, type Way, wayIdOf, wayOfScheduled, waysToPay, whyNotWay } from './ways.ts'

/** The payment was closed because the processor was away. */
const AWAY = ['processor_unavailable', 'config_error']

export interface PaymentFormInput {
  billing: Billing
  paymentKey: string
  wanted: NewPaymentSearch
  /** The payment that this one is another try of. */
  before: Payment | null
  onTaken: (paymentId: string, invoiceIds: string[]) => void
  onScheduled: () => void
  /** The key named a payment that ended before a bank was asked; the next try is another one. */
  onKeyUsed: () => void
  onDirty: () => void
}

/** Answers to a question of the server, sent with the same payment again. */
export type Confirmation = Partial<
  Pick<NewPayment, 'amount' | 'keepCredit' | 'duplicateReason' | 'confirmExpired' | 'approvalId'>
>

/** Everything the payment form knows and does; the component only draws it. */
export function usePaymentForm(input: PaymentFormInput) {
  const { billing, paymentKey, wanted, before, onTaken, onScheduled, onKeyUsed, onDirty } = input
  const { slug, me, tenders } = useOrganization()
  const queryClient = useQueryClient()
  const { openInvoices } = billing
  /** Left by a reload before it was answered. */
  const [left] = useState(() => readUnanswered(paymentKey))
  const may = {
    charge: me.permissions.includes('payments.charge'),
    record: me.permissions.includes('payments.record'),
  }
  /** As it was when the form opened: once it is taken it is upcoming no more. */
  const [scheduled] = useState(
    () => billing.upcoming.find(({ id }) => id === wanted.scheduled) ?? null,
  )
  const ways = waysToPay(billing, tenders)
  const [wayId, setWayId] = useState(() =>
    firstWay(ways, may, left ? wayIdOf(left) : (wanted.method ?? wayOfScheduled(scheduled))),
  )
  // A card that was removed meanwhile leaves the list; a new one is the way that is always there.
  const way = ways.find(({ id }) => id === wayId) ?? { kind: 'new' as const, id: 'new' as const }
  const tender = way.kind === 'tender' ? way.tender : null

  const { currency } = billing.balance
  const minimum = tender ? undefined : CARD_MINIMUM[currency]
  const targets = useTargets({ billing, wanted, before, scheduled, left, minimum })
  const { amount, parsed, chosen, ticked } = targets
  const details = useDetails(billing, way, left ?? before ?? scheduled)
  const [typed, setTyped] = useState<TenderTyped>(NO_TENDER_TYPED)
  const [save, setSave] = useState(false)
  const [cardName, setCardName] = useState('')
  const billed = useBillingAddress(billing.methods, currency)
  /** The day it is taken, where that is not now; empty until it is chosen. */
  const [dueOn, setDueOn] = useState<string | null>(null)
  const [progress, setProgress] = useState<'asking' | 'askingAgain' | null>(null)
  const [problem, setProblem] = useState<Problem | null>(() => {
    if (left) return noAnswer()
    return wanted.scheduled && !scheduled ? changed(t.scheduledGone) : null
  })
  const cardForm = useRef<CardFormHandle>(null)
  /** What was sent and not answered: asked again, it must be the very same. */
  const unanswered = useRef<NewPayment | null>(left)
  /** Answers given so far in this form: one confirmation must not undo another. */
  const confirmed = useRef<Confirmation>({})

  function tick(id: string): void {
    const next = new Set(ticked)
    if (!next.delete(id)) next.add(id)
    targets.choose(next)
    touched()
  }

  const creditFirst = useCreditFirst({
    billing,
    onProblem: setProblem,
    onOwed: (owed) => {
      targets.follow(owed)
      confirmed.current = {}
    },
  })

  // Paid by somebody else while this form stood open: its amount must not become credit unasked.
  const hasChanged =
    targets.gone.length > 0 &&
    progress === null &&
    unanswered.current === null &&
    !creditFirst.isBusy
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time that it happens.
  useEffect(() => {
    if (!hasChanged) return
    targets.choose(new Set(chosen.map(({ id }) => id)))
    confirmed.current = {}
    setProblem(changed(t.paidMeanwhile))
  }, [hasChanged])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a button said what it does; once.
  useEffect(() => {
    if (takeSendAtOnce(paymentKey)) void pay()
  }, [])

  async function pay(confirmation: Confirmation = {}): Promise<void> {
    if (progress || creditFirst.isBusy) return
    if (unanswered.current) return askAgain()
    setProblem(null)
    if (amount === null) return refuse('amount', parsed.ok ? t.noAmount : parsed.message)
    const refusal = firstRefusal(amount)
    if (refusal) return refuse(refusal.field, refusal.detail)
    confirmed.current = { ...confirmed.current, ...confirmation }
    if (isCreditUnasked()) return askAboutCredit(amount)
    if (isOverLimit(amount)) return askForApproval()
    setProgress('asking')
    try {
      if (dueOn !== null) return await schedule(amount)
      // What needs nobody's answer is sent within the press, ahead of what React draws for it.
      const method = way.kind === 'new' ? await newCard() : knownMethod(way)
      if (!method) return
      await send({
        accountId: billing.account.id,
        amount,
        currency,
        ...details.asked(),
        invoiceIds: chosen.map(({ id }) => id),
        keepCredit: targets.isOnAccount || undefined,
        retryOf: wanted.retryOf,
        scheduledId: wanted.scheduled,
        splitOf: wanted.sitting?.[0],
        method,
        ...confirmed.current,
      })
    } finally {
      setProgress(null)
    }
  }

  /** What is wrong with the form as far as the page can tell. */
  function firstRefusal(wanted: number): { field: string; detail: string } | null {
    const blocked = whyNotWay(way, may, dueOn !== null)
    if (blocked !== null) return { field: 'method', detail: blocked }
    const secret = way.kind === 'new' ? cardDataIn(savedName() ?? '') : undefined
    if (secret !== undefined) return { field: 'method.name', detail: secret }
    if (dueOn === '' || (dueOn !== null && dueOn <= details.today)) {
      return { field: 'dueOn', detail: t.noDueDay }
    }
    return (tender && tenderRefusal(typed, tender, wanted, currency)) ?? details.refusal()
  }

  /** Nothing is ticked, and nobody said that all of it is meant as credit. */
  function isCreditUnasked(): boolean {
    return (
      dueOn === null &&
      chosen.length === 0 &&
      !targets.isOnAccount &&
      confirmed.current.keepCredit !== true
    )
  }

  function askAboutCredit(wanted: number): void {
    const credit = { amount: wanted, currency }
    const detail = t.nothingTicked(moneyText(credit))
    setProblem(new Problem({ status: 422, code: 'exceeds_balance', title: detail, detail, credit }))
  }

  /** The server says the same; asked here, nothing has to be sent first. */
  function isOverLimit(wanted: number): boolean {
    const { chargeLimit } = me
    if (dueOn !== null || tender || confirmed.current.approvalId) return false
    return chargeLimit !== null && wanted > chargeLimit.amount
  }

  function askForApproval(): void {
    const detail = me.chargeLimit ? approvalWords.limit(moneyText(me.chargeLimit)) : ''
    setProblem(new Problem({ status: 403, code: 'amount_over_limit', title: detail, detail }))
  }

  function knownMethod(chosen: Exclude<Way, { kind: 'new' }>): NewPayment['method'] {
    if (chosen.kind === 'saved') return { kind: 'saved', methodId: chosen.id }
    return tenderMethod(typed, chosen.tender, currency)
  }

  async function newCard(): Promise<NewPayment['method'] | null> {
    const missing = save ? missingIn(billed.address) : null
    if (missing) {
      refuse(`method.billingAddress.${missing.part}`, missing.detail)
      return null
    }
    const billingAddress = save ? billed.address : undefined
    const made = (await cardForm.current?.makeToken(billingAddress)) ?? {
      refusal: cardWords.failed,
    }
    if ('token' in made) {
      const { token: confirmationToken } = made
      return { kind: 'new', confirmationToken, save, name: savedName(), billingAddress }
    }
    if (made.refusal) refuse('card', made.refusal)
    return null
  }

  /** What the card is called in the wallet, if it goes there. */
  function savedName(): string | undefined {
    return (save && cardName.trim()) || undefined
  }

  async function send(payment: NewPayment): Promise<void> {
    try {
      unanswered.current = null
      keepUnanswered(paymentKey, payment)
      const onWait = () => setProgress('askingAgain')
      const taken = await sendOnce<Payment>(slug, '/payments', paymentKey, payment, onWait)
      forgetUnanswered(paymentKey)
      queryClient.setQueryData(['o', slug, 'payment', taken.id], taken)
      onTaken(taken.id, payment.invoiceIds ?? [])
      // What came of it is drawn before all that stands beside it is asked for again.
      afterDrawn(() => void queryClient.invalidateQueries({ queryKey: ['o', slug] }))
    } catch (error) {
      const refusal = asProblem(error)
      const known = refusal.document.paymentId
      if (refusal.code === 'in_progress' && typeof known === 'string') {
        return onTaken(known, payment.invoiceIds ?? [])
      }
      if (AWAY.includes(refusal.code) && typeof known === 'string') onKeyUsed()
      if (refusal.code === 'reference_taken') {
        // Another one is made from what is taken now.
        void queryClient.invalidateQueries({ queryKey: ['o', slug, 'billing'] })
      }
      unanswered.current = isUnanswered(refusal) ? payment : null
      if (!unanswered.current) forgetUnanswered(paymentKey)
      setProblem(refusal)
    }
  }

  async function schedule(wanted: number): Promise<void> {
    const { receiptEmail: _, postedOn: __, refundableUntil: ___, ...kept } = details.asked()
    try {
      await call(slug, '/scheduled-payments', {
        method: 'POST',
        idempotencyKey: paymentKey,
        body: {
          accountId: billing.account.id,
          amount: wanted,
          currency,
          dueOn,
          tenderId: (tender ?? tenders.find(({ kind }) => kind === 'card'))?.id,
          methodId: way.kind === 'saved' ? way.id : undefined,
          ...kept,
        },
      })
      await queryClient.invalidateQueries({ queryKey: ['o', slug, 'billing'] })
      onScheduled()
    } catch (error) {
      const { document } = asProblem(error)
      // Nothing is charged now, so there is nothing to confirm.
      setProblem(new Problem({ ...document, code: 'form' }))
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

  /** A change clears what was wrong and any question that was asked about the old values. */
  function touched(): void {
    setProblem(null)
    confirmed.current = {}
  }

  /** Typing also makes leaving a question. */
  function typing<T extends unknown[]>(set: (...values: T) => void): (...values: T) => void {
    return (...values) => {
      set(...values)
      touched()
      onDirty()
    }
  }

  return {
    ...targets,
    currency,
    accountId: billing.account.id,
    openInvoices,
    creditFirst,
    tick,
    leaveUnreconciled: typing(targets.leaveUnreconciled),
    tickAll: typing(targets.tickAll),
    setAmountText: typing(targets.setAmountText),
    ways,
    way,
    tender,
    may,
    setWayId: (id: string) => {
      setWayId(id)
      setProblem(null)
      confirmed.current = { ...confirmed.current, confirmExpired: undefined }
    },
    typed,
    setTyped: typing((part: Partial<TenderTyped>) =>
      setTyped((before) => ({ ...before, ...part })),
    ),
    save,
    /** Why nothing can be saved for this client, if so. */
    notSaved: billing.saving.reason,
    address: billed.address,
    setAddress: typing(billed.setAddress),
    knownFrom: billed.knownFrom,
    setSave,
    cardName,
    setCardName: typing(setCardName),
    dueOn,
    setDueOn: typing(setDueOn),
    details,
    changeDetails: typing((part: Partial<DetailsTyped>) => details.change(part)),
    progress,
    problem,
    /** The sentence for one field, if the problem stands there. */
    at: (field: string) => (problem?.field === field ? problem.message : undefined),
    /** Nothing is to be changed: what was sent must be asked for as it was. */
    isFixed: problem !== null && unanswered.current !== null,
    cardForm,
    pay,
    askAgain,
    payLess: (less: number) => {
      targets.setAmount(less)
      return pay({ amount: less })
    },
  }
}

/** Somebody else did something about what this form is for. */
function changed(detail: string): Problem {
  return new Problem({ status: 409, code: 'changed', title: '', detail })
}

export type PaymentFormState = ReturnType<typeof usePaymentForm>
