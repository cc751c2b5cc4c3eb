import { hearDisputeEvent } from './disputes/hear-dispute-event.ts'
import { hearChargeEvent } from './payments/hear-charge-event.ts'
import { hearPaymentEvent } from './payments/hear-payment-event.ts'
import { hearPayoutEvent } from './payouts/hear-payout-event.ts'
import type { App } from './processor/app.ts'
import { type Hearers, hearEvents } from './processor/hear-events.ts'
import { hearRefundEvent } from './refunds/hear-refund-event.ts'
import { hearMandateEvent, hearMethodEvent } from './wallet/hear-method-event.ts'
import { hearSetupEvent } from './wallet/hear-setup-event.ts'

/** Who hears what the processor tells, by how the type of the event begins: the one list of it. */
const HEARERS: Hearers = {
  'payment_intent.': hearPaymentEvent,
  'setup_intent.': hearSetupEvent,
  'payment_method.': hearMethodEvent,
  'mandate.': hearMandateEvent,
  'payout.': hearPayoutEvent,
  'refund.': hearRefundEvent,
  'charge.dispute.': hearDisputeEvent,
  'charge.updated': hearChargeEvent,
}

export function hearAll(app: App): Promise<number> {
  return hearEvents(app, HEARERS)
}
