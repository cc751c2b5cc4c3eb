import { findAccount, findClient } from '../clients/accounts.ts'
import { clientJson } from '../clients/client-json.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { invoiceJson } from '../invoices/invoice-json.ts'
import { holdsOn, linesOf, openInvoices, paidInvoices } from '../invoices/invoices.ts'
import { toTypeId } from '../kit/id.ts'
import { type PlainDate, todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { methodJson } from '../wallet/method-json.ts'
import { methodsOfAccount } from '../wallet/methods.ts'
import { isFinal } from './payment.ts'
import { paymentRowJson } from './payment-json.ts'
import { scheduledJson } from './schedule-payment.ts'
import { upcomingOf } from './scheduled-store.ts'
import { paymentsOfAccount, referencesBeginning } from './store.ts'

const PAYMENTS_SHOWN = 50
const PAID_INVOICES_SHOWN = 20

/** Everything of a client's Billing tab, as of one moment. */
export function seeBilling(app: App, caller: Caller, clientId: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.read')
    const client = (await findClient(tx, clientId)) ?? refuseUnknown('client')
    const account = (await findAccount(tx, client.accountId)) ?? refuseUnknown('account')
    const { currency, timeZone } = await theOrganization(tx)
    const today = todayIn(timeZone, app.clock.now())
    const open = await openInvoices(tx, account.id)
    const paid = await paidInvoices(tx, account.id, PAID_INVOICES_SHOWN)
    const ids = [...open, ...paid].map((invoice) => invoice.id)
    const lines = await linesOf(tx, ids)
    const holds = await holdsOn(tx, ids)
    const payments = await paymentsOfAccount(tx, account.id, PAYMENTS_SHOWN)
    const inFlight = payments.filter((payment) => !isFinal(payment.state))
    const suggestedReference = referenceFor(client.number, today)
    const reserved = inFlight.reduce((sum, payment) => sum + payment.amount, 0n)
    return {
      client: clientJson(client),
      account: { id: toTypeId('acc', account.id), name: account.name },
      balance: moneyJson(account.receivable, currency),
      credit: moneyJson(account.unapplied, currency),
      reserved: moneyJson(reserved, currency),
      openInvoices: open.map((invoice) => invoiceJson(invoice, lines, holds, today)),
      paidInvoices: paid.map((invoice) => invoiceJson(invoice, lines, holds, today)),
      payments: payments.map(paymentRowJson),
      methods: (await methodsOfAccount(tx, account.id)).map((method) => methodJson(method, today)),
      inFlight: inFlight.map(paymentRowJson),
      upcoming: (await upcomingOf(tx, account.id)).map(scheduledJson),
      suggestedReference,
      referencesToday: await referencesBeginning(tx, account.id, suggestedReference),
    }
  })
}

/** The pattern that front desks use: the date, the client's number; the form adds the type. */
function referenceFor(clientNumber: bigint, today: PlainDate): string {
  const [year, month, day] = today.split('-').map(Number)
  return `${month}.${day}.${year} ${clientNumber}`
}
