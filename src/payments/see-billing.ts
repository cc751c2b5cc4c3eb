import { findAccount, findClient } from '../clients/accounts.ts'
import { clientJson } from '../clients/client-json.ts'
import { ahead, asOfOneMoment, commitBehind } from '../database/transaction.ts'
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
import { walletJson } from '../wallet/method-json.ts'
import { methodsOfAccount } from '../wallet/methods.ts'
import { whyStaffMayNotSave } from '../wallet/require-signed-in.ts'
import { isFinal } from './payment.ts'
import { paymentRowJson } from './payment-json.ts'
import { scheduledJson } from './schedule-payment.ts'
import { upcomingOf } from './scheduled-store.ts'
import { paymentsOfAccount, referencesBeginning } from './store.ts'

const PAYMENTS_SHOWN = 50
const PAID_INVOICES_SHOWN = 20

/** Everything of a client's Billing tab, as of one moment. */
export function seeBilling(app: App, caller: Caller, clientId: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    const allowed = ahead(authorize(tx, caller, 'payments.read'))
    const organization = ahead(theOrganization(tx))
    const known = ahead(findClient(tx, clientId))
    await allowed
    const client = (await known) ?? refuseUnknown('client')
    const { accountId } = client
    const { currency, timeZone } = await organization
    const today = todayIn(timeZone, app.clock.now())
    const suggestedReference = referenceFor(client.number, today)
    const [found, open, paid, payments, methods, upcoming, referencesToday, notSaved] =
      await Promise.all([
        findAccount(tx, accountId),
        openInvoices(tx, accountId),
        paidInvoices(tx, accountId, PAID_INVOICES_SHOWN),
        paymentsOfAccount(tx, accountId, PAYMENTS_SHOWN),
        methodsOfAccount(tx, accountId),
        upcomingOf(tx, accountId),
        referencesBeginning(tx, accountId, suggestedReference),
        whyStaffMayNotSave(tx, accountId),
      ])
    const account = found ?? refuseUnknown('account')
    const ids = [...open, ...paid].map((invoice) => invoice.id)
    const asked = Promise.all([linesOf(tx, ids), holdsOn(tx, ids)])
    commitBehind(tx)
    const [lines, holds] = await asked
    const inFlight = payments.filter((payment) => !isFinal(payment.state))
    const reserved = inFlight.reduce((sum, payment) => sum + payment.amount, 0n)
    return {
      client: clientJson(client),
      account: { id: toTypeId('acc', account.id), name: account.name },
      balance: moneyJson(account.receivable, currency),
      credit: moneyJson(account.unapplied, currency),
      lifetimeValue: moneyJson(account.lifetimeValue, currency),
      reserved: moneyJson(reserved, currency),
      openInvoices: open.map((invoice) => invoiceJson(invoice, lines, holds, today)),
      paidInvoices: paid.map((invoice) => invoiceJson(invoice, lines, holds, today)),
      payments: payments.map(paymentRowJson),
      ...walletJson(methods, { today, currency }),
      saving: { allowed: notSaved === null, reason: notSaved },
      inFlight: inFlight.map(paymentRowJson),
      upcoming: upcoming.map(scheduledJson),
      suggestedReference,
      referencesToday,
    }
  })
}

/** The pattern that front desks use: the date, the client's number; the form adds the type. */
function referenceFor(clientNumber: bigint, today: PlainDate): string {
  const [year, month, day] = today.split('-').map(Number)
  return `${month}.${day}.${year} ${clientNumber}`
}
