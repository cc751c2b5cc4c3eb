import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import type { Tender } from '../organizations/tender.ts'
import type { CommonPart } from './charge-to-make.ts'
import { isCharged, type Payment } from './payment.ts'
import { readTenderDetails } from './payment-details.ts'
import type { OtherTender, PaymentRequest } from './payment-request.ts'

/** The way to pay that was named: there, accepted, and no card where none is charged. */
export function requireTender(
  tender: Tender | undefined,
  paidWith: PaymentRequest['method'],
): Tender {
  if (!tender) return refuseUnknown('tender')
  if (paidWith.kind === 'tender' && isCharged(tender.kind)) {
    const sentence =
      tender.kind === 'card'
        ? 'Cards are charged, not recorded. Use a saved card or a new one.'
        : 'eChecks are charged, not recorded. Use a saved bank account.'
    refuse('field_invalid', sentence, { field: 'method.tenderId' })
  }
  if (tender.disabledAt) {
    refuse('tender_disabled', `${tender.name} is not accepted here any more. Choose another way.`, {
      field: 'method',
    })
  }
  return tender
}

/** A payment that is in hand when it is written down. */
export function recordedPayment(
  common: CommonPart,
  tender: Tender,
  paidWith: OtherTender,
): Payment {
  return {
    ...common,
    ...readTenderDetails(paidWith, tender, common.amount, common.currency),
    tender: tender.kind,
    state: 'succeeded',
    processorAccountId: null,
    intentParameters: null,
    confirmParameters: null,
    offSession: false,
    saveMethod: false,
    methodId: null,
    authorizationId: null,
    card: null,
    bank: null,
    lookAt: null,
    settledAt: common.createdAt,
  }
}
