import { CHARGE_MAXIMUM, parseAmount } from '../../../../src/kit/money.ts'
import type { NewPayment } from '../../../api/contract.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { cardDataIn } from '../../../ui/card-data.ts'
import { moneyText } from '../../../ui/Money.tsx'
import type { Tender } from './ways.ts'

/** What is typed for a tender; each kind sends only its own. */
export interface TenderTyped {
  tendered: string
  checkNumber: string
  externalBrand: string
  authorizationCode: string
}

export const NO_TENDER_TYPED: TenderTyped = {
  tendered: '',
  checkNumber: '',
  externalBrand: '',
  authorizationCode: '',
}

/** What is handed back: null while nothing was typed that exceeds the amount. */
export function changeDue(tendered: string, amount: number | null, currency: string) {
  const parsed = parseAmount(tendered, currency, { maximum: CHARGE_MAXIMUM })
  if (!parsed.ok || amount === null) return null
  return Number(parsed.amount) - amount
}

export function tenderRefusal(
  typed: TenderTyped,
  tender: Tender,
  amount: number,
  currency: string,
) {
  if (tender.kind === 'cash' && typed.tendered.trim() !== '') {
    const field = 'method.tendered'
    const parsed = parseAmount(typed.tendered, currency, { maximum: CHARGE_MAXIMUM })
    if (!parsed.ok) return { field, detail: parsed.message }
    const missing = amount - Number(parsed.amount)
    if (missing > 0) {
      return { field, detail: t.cashMissing(moneyText({ amount: missing, currency })) }
    }
  }
  const { checkNumber, authorizationCode } = typed
  for (const [name, text] of Object.entries({ checkNumber, authorizationCode })) {
    const detail = cardDataIn(text)
    if (detail !== undefined) return { field: `method.${name}`, detail }
  }
  return null
}

/** As the API takes it. */
export function tenderMethod(
  typed: TenderTyped,
  tender: Tender,
  currency: string,
): NewPayment['method'] {
  const method = { kind: 'tender' as const, tenderId: tender.id }
  switch (tender.kind) {
    case 'cash': {
      const parsed = parseAmount(typed.tendered, currency, { maximum: CHARGE_MAXIMUM })
      return parsed.ok ? { ...method, tendered: Number(parsed.amount) } : method
    }
    case 'check':
      return { ...method, checkNumber: typed.checkNumber.trim() || undefined }
    case 'externalCard':
      return {
        ...method,
        externalBrand: typed.externalBrand || undefined,
        authorizationCode: typed.authorizationCode.trim() || undefined,
      }
    default:
      return method
  }
}
