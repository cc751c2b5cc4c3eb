import { refuse } from '../http/problem.ts'
import { requireCurrency } from '../invoices/issue-invoice.ts'
import { CARD_MINIMUM, CHARGE_MAXIMUM, checkAmount } from '../kit/money.ts'
import type { Organization } from '../organizations/organization.ts'
import type { PaymentRequest } from './payment-request.ts'

/** What is to be taken, in minor units; cards have a smallest amount. */
export function readAmount(
  request: Pick<PaymentRequest, 'amount' | 'currency' | 'method'>,
  organization: Organization,
): bigint {
  requireCurrency(request.currency, organization.currency)
  const minimum = request.method.kind === 'tender' ? undefined : CARD_MINIMUM[organization.currency]
  const result = checkAmount(request.amount, organization.currency, {
    ...(minimum === undefined ? {} : { minimum }),
    maximum: CHARGE_MAXIMUM,
  })
  if (!result.ok) refuse(result.code, result.message, { field: 'amount', moneyMoved: 'no' })
  return result.amount
}
