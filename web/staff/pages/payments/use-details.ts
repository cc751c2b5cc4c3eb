import { useState } from 'react'
import { todayIn } from '../../../../src/kit/time.ts'
import type { Billing, NewPayment, Payment } from '../../../api/contract.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { cardDataIn } from '../../../ui/card-data.ts'
import { useNow } from '../../../ui/clock.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { suggestReference, type Way } from './ways.ts'

export interface DetailsTyped {
  /** Null: today, also when the form stands open past midnight. */
  postedOn: string | null
  payerCategoryId: string
  /** Null: the one made for this payment. */
  reference: string | null
  description: string
  note: string
  receiptEmail: string
  refundableUntil: string
}

const LONGEST_OPEN_MS = 60_000

/** What was sent, tried or planned before, and fills the form in. */
type Before = NewPayment | Payment | Billing['upcoming'][number]

/** What is written down with a payment, besides how much and with what. */
export function useDetails(billing: Billing, way: Way, left: Before | null) {
  const { timeZone, payerCategories } = useOrganization()
  const today = todayIn(timeZone, useNow(LONGEST_OPEN_MS))
  const [typed, setTyped] = useState<DetailsTyped>(() =>
    startWith(left, billing, payerCategories[0]?.id ?? ''),
  )
  const reference = typed.reference ?? suggestReference(billing, way)
  const payer = payerCategories.find(({ id }) => id === typed.payerCategoryId)
  const { client } = billing

  return {
    typed,
    today,
    reference,
    payer,
    onFile: client.email,
    change: (part: Partial<DetailsTyped>) => setTyped((before) => ({ ...before, ...part })),
    /** What must not leave this page, and where it stands. */
    refusal: () => refusalOf(typed, reference),
    /** As the API takes them. */
    asked: () => ({
      description: typed.description.trim() || undefined,
      note: typed.note.trim() || undefined,
      postedOn: typed.postedOn === today ? undefined : (typed.postedOn ?? undefined),
      payerCategoryId: typed.payerCategoryId || undefined,
      reference: reference.trim() || undefined,
      receiptEmail: typed.receiptEmail.trim() || undefined,
      refundableUntil: typed.refundableUntil || undefined,
    }),
  }
}

export type Details = ReturnType<typeof useDetails>

/** From what was sent or tried before, as far as it was typed then and not made. */
function startWith(
  left: Before | null,
  { suggestedReference }: Billing,
  firstPayer: string,
): DetailsTyped {
  const isTried = left !== null && 'payerCategory' in left
  const isPlanned = left !== null && 'dueOn' in left
  const payer = isTried ? left.payerCategory?.id : left?.payerCategoryId
  const [, number] = suggestedReference.split(' ')
  const wasMade = isTried && new RegExp(`^[\\d.]+ ${number} `).test(left.reference ?? '')
  return {
    postedOn: isTried ? null : (left?.postedOn ?? null),
    payerCategoryId: left ? (payer ?? '') : firstPayer,
    reference: left && !wasMade ? (left.reference ?? '') : null,
    description: left?.description ?? '',
    note: left?.note ?? '',
    receiptEmail: isPlanned ? '' : (left?.receiptEmail ?? ''),
    refundableUntil: isPlanned ? '' : (left?.refundableUntil ?? ''),
  }
}

function refusalOf(typed: DetailsTyped, reference: string) {
  if (typed.postedOn === '') return { field: 'postedOn', detail: t.noDate }
  const { description, note } = typed
  for (const [field, text] of Object.entries({ description, note, reference })) {
    const detail = cardDataIn(text)
    if (detail !== undefined) return { field, detail }
  }
  return null
}
