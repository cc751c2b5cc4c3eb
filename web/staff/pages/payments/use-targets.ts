import { useState } from 'react'
import { toDecimal } from '../../../../src/kit/currency-text.ts'
import { CHARGE_MAXIMUM, parseAmount } from '../../../../src/kit/money.ts'
import type { Billing, Invoice, NewPayment, Payment } from '../../../api/contract.ts'
import type { NewPaymentSearch } from '../../client-routes.tsx'
import { planPayment, sumDue } from './plan-payment.ts'

interface Input {
  billing: Billing
  wanted: NewPaymentSearch
  /** The payment that this one is another try of. */
  before: Payment | null
  /** The upcoming payment that is taken. */
  scheduled: Billing['upcoming'][number] | null
  /** Left by a reload before it was answered. */
  left: NewPayment | null
  /** The smallest amount of the way that is chosen. */
  minimum: bigint | undefined
}

/** Which invoices are paid and how much: the amount follows what is ticked until it is typed. */
export function useTargets({ billing, wanted, before, scheduled, left, minimum }: Input) {
  const { openInvoices } = billing
  const { currency } = billing.balance
  const asText = (amount: number) => (amount > 0 ? toDecimal(BigInt(amount), currency) : '')

  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => {
    const asked = left?.invoiceIds ?? wanted.invoices
    const payable = openInvoices.filter((invoice) => invoice.heldBy === null || left !== null)
    return new Set(payable.map(({ id }) => id).filter((id) => !asked || asked.includes(id)))
  })
  /** Said in so many words that no invoice is paid: all of it is credit, and nothing is asked. */
  const [isOnAccount, setOnAccount] = useState(false)
  const chosen = openInvoices.filter(({ id }) => ticked.has(id))
  const [amountText, setAmountText] = useState(() =>
    asText(left ? Number(left.amount) : ((before ?? scheduled)?.amount.amount ?? sumDue(chosen))),
  )

  const limits = { minimum, maximum: CHARGE_MAXIMUM }
  const parsed = parseAmount(amountText, currency, limits)
  const amount = parsed.ok ? Number(parsed.amount) : null

  function choose(next: ReadonlySet<string>): void {
    setTicked(next)
    setOnAccount(false)
    setAmountText(asText(sumDue(openInvoices.filter((invoice) => next.has(invoice.id)))))
  }

  /** Less is owed than before: ticks and a smaller amount stay; what is too much is corrected. */
  function follow(owed: Invoice[]): void {
    const still = owed.filter(({ id }) => ticked.has(id))
    setTicked(new Set(still.map(({ id }) => id)))
    if (chosen.length === 0) return
    const [before, now] = [sumDue(chosen), sumDue(still)]
    setAmountText((text) => {
      const typed = parseAmount(text, currency, {})
      if (!typed.ok) return text
      const amount = Number(typed.amount)
      return amount === before || amount > now ? asText(now) : text
    })
  }

  return {
    currency,
    limits,
    parsed,
    amount,
    amountText,
    setAmountText,
    setAmount: (value: number) => setAmountText(asText(value)),
    ticked,
    chosen,
    choose,
    follow,
    isOnAccount,
    /** The amount stays: it was chosen before the invoices were let go. */
    leaveUnreconciled: () => {
      setTicked(new Set())
      setOnAccount(true)
    },
    tickAll: () => choose(new Set(openInvoices.filter((one) => !one.heldBy).map(({ id }) => id))),
    plan: planPayment(amount ?? 0, chosen),
    /** Ticked, and paid by somebody else while this form stood open. */
    gone: [...ticked].filter((id) => openInvoices.every((invoice) => invoice.id !== id)),
  }
}
