import type { Transaction } from '../database/transaction.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readEmail, readText } from '../http/text-field.ts'
import { findClinicalCode } from '../kit/clinical.ts'
import { checkAmount, formatMoney, money } from '../kit/money.ts'
import { type PlainDate, parsePlainDate } from '../kit/time.ts'
import { requireOpenDay } from '../organizations/open-day.ts'
import type { Organization } from '../organizations/organization.ts'
import { findPayerCategory, type Tender } from '../organizations/tender.ts'
import { requirePermission } from '../staff/authorize.ts'
import type { Rights } from '../staff/roles.ts'
import type { PaymentDetails, TenderDetails } from './payment.ts'
import type { DetailsRequest, OtherTender } from './payment-request.ts'

export const DESCRIPTION_MAX = 200
const NOTE_MAX = 1000
const REFERENCE_MAX = 60
const SHORT_MAX = 40
const EARLIEST = '2000-01-01'

/** The texts and dates of a payment, checked; the payer's category is looked up by the caller. */
export function readDetails(
  request: DetailsRequest,
  today: PlainDate,
  actor: Rights,
  organization: Pick<Organization, 'booksClosedUntil'>,
): Omit<PaymentDetails, 'payerCategoryId'> {
  return {
    description: readDescription(request.description),
    note: readNote(request.note),
    postedOn: readPostedOn(request.postedOn, today, actor, organization),
    reference: readReference(request.reference),
    receiptEmail: readEmail(request.receiptEmail, 'receiptEmail'),
    refundableUntil: request.refundableUntil
      ? readDate(request.refundableUntil, 'refundableUntil')
      : null,
  }
}

/** The day a payment counts for: today, or an earlier one by those who may. */
function readPostedOn(
  text: string | undefined,
  today: PlainDate,
  actor: Rights,
  organization: Pick<Organization, 'booksClosedUntil'>,
): PlainDate {
  if (text === undefined || text === '') return today
  const date = readDate(text, 'postedOn')
  if (date > today) {
    refuse('date_in_future', 'Choose today or an earlier day, or make it a future payment.', {
      field: 'postedOn',
    })
  }
  if (date < today) requirePermission(actor, 'payments.backdate', 'postedOn')
  requireOpenDay(date, organization, 'postedOn')
  return date
}

export function readDescription(text: string | undefined): string {
  return readText(text, 'description', { max: DESCRIPTION_MAX, called: 'Descriptions' })
}

/** In health mode, no codes of diagnoses or procedures in what clients and banks are shown. */
export function refuseClinical(
  { healthMode }: Pick<Organization, 'healthMode'>,
  texts: { description?: string | undefined; reference?: string | null | undefined },
): void {
  if (!healthMode) return
  for (const [field, text] of Object.entries(texts)) {
    if (!text || !findClinicalCode(text)) continue
    refuse('clinical_text', 'This text can be seen by banks. Keep clinical detail out.', {
      field,
      moneyMoved: 'no',
    })
  }
}

export function readNote(text: string | undefined): string {
  return readText(text, 'note', { max: NOTE_MAX, called: 'Notes', multiline: true })
}

export function readReference(text: string | null | undefined): string | null {
  return readText(text, 'reference', { max: REFERENCE_MAX, called: 'References' }) || null
}

/** A date that a person chose, within the years a business may mean. */
export function readDate(text: string, field: string): PlainDate {
  const date = parsePlainDate(text)
  if (!date || date < EARLIEST) refuse('date_format', 'Use a date like 2026-05-14.', { field })
  return date
}

export async function readPayerCategory(
  tx: Transaction,
  given: string | null | undefined,
): Promise<string | null> {
  if (!given) return null
  const id = readId('pyc', given, 'payer category')
  const category = (await findPayerCategory(tx, id)) ?? refuseUnknown('payer category')
  if (category.disabledAt) {
    refuse('field_invalid', `"${category.name}" is no longer in use. Choose another payer.`, {
      field: 'payerCategoryId',
    })
  }
  return id
}

export const NO_TENDER_DETAILS: TenderDetails = {
  tendered: null,
  checkNumber: null,
  externalBrand: null,
  authorizationCode: null,
}

/** What comes with this tender; what belongs to another one is refused. */
export function readTenderDetails(
  request: OtherTender,
  tender: Tender,
  amount: bigint,
  currency: string,
): TenderDetails {
  const { kind } = tender
  refuseForeign(request.tendered, kind === 'cash', 'tendered', tender)
  refuseForeign(request.checkNumber, kind === 'check', 'checkNumber', tender)
  refuseForeign(request.externalBrand, kind === 'externalCard', 'externalBrand', tender)
  refuseForeign(request.authorizationCode, kind === 'externalCard', 'authorizationCode', tender)
  const short = (text: string | undefined, field: string, called: string) =>
    readText(text, field, { max: SHORT_MAX, called }) || null
  return {
    tendered: readTendered(request.tendered, amount, currency),
    checkNumber: short(request.checkNumber, 'method.checkNumber', 'Check numbers'),
    externalBrand: short(request.externalBrand, 'method.externalBrand', 'Brands'),
    authorizationCode: short(
      request.authorizationCode,
      'method.authorizationCode',
      'Authorization codes',
    ),
  }
}

function refuseForeign(value: unknown, belongs: boolean, field: string, tender: Tender): void {
  if (value === undefined || value === null || value === '' || belongs) return
  refuse('field_not_allowed', `Remove ${field}; ${tender.name} has none.`, {
    field: `method.${field}`,
  })
}

function readTendered(value: unknown, amount: bigint, currency: string): bigint | null {
  if (value === undefined || value === null) return null
  const field = 'method.tendered'
  const result = checkAmount(value, currency)
  if (!result.ok) return refuse(result.code, result.message, { field })
  if (result.amount < amount) {
    const missing = formatMoney(money(amount - result.amount, currency))
    refuse('tendered_too_little', `${missing} is missing. Lower the amount or take more cash.`, {
      field,
    })
  }
  return result.amount
}
