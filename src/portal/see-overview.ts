import { findAccountPerson } from '../clients/account-person.ts'
import { findAccount } from '../clients/accounts.ts'
import { admit } from '../clients/admit.ts'
import { asOfOneMoment } from '../database/transaction.ts'
import type { ClientCaller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { invoiceJson } from '../invoices/invoice-json.ts'
import { holdsOn, linesOf, openInvoices, paidInvoices } from '../invoices/invoices.ts'
import { toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { senderOf } from '../organizations/brand.ts'
import { theOrganization } from '../organizations/organization.ts'
import { isFinal, moneyMoved } from '../payments/payment.ts'
import { paymentRowJson } from '../payments/payment-json.ts'
import { openChargesOf, paymentsOfAccount } from '../payments/payments.ts'
import { scheduledJson } from '../payments/schedule-payment.ts'
import { upcomingOf } from '../payments/scheduled-store.ts'
import { currentProcessorAccount } from '../processor/accounts.ts'
import type { App } from '../processor/app.ts'
import { may } from '../staff/roles.ts'
import { methodJson } from '../wallet/method-json.ts'
import { methodsOfAccount } from '../wallet/methods.ts'

const PAYMENTS_SHOWN = 50
const PAID_INVOICES_SHOWN = 50

/** Everything a client sees of their account, as of one moment. */
export function seeOverview(app: App, caller: ClientCaller) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    const actor = await admit(tx, caller, 'payments.read')
    const { accountId } = actor.kind === 'client' ? actor : caller
    const [organization, processor, account, access, open, paid, payments, methods, upcoming] =
      await Promise.all([
        theOrganization(tx),
        currentProcessorAccount(tx),
        findAccount(tx, accountId),
        findAccountPerson(tx, caller.accountPersonId),
        openInvoices(tx, accountId),
        paidInvoices(tx, accountId, PAID_INVOICES_SHOWN),
        paymentsOfAccount(tx, accountId, PAYMENTS_SHOWN),
        methodsOfAccount(tx, accountId),
        upcomingOf(tx, accountId),
      ])
    if (!account || !access) return refuseUnknown('account')
    const ids = [...open, ...paid].map((invoice) => invoice.id)
    const [lines, holds, charges, sender] = await Promise.all([
      linesOf(tx, ids),
      holdsOn(tx, ids),
      openChargesOf(tx, accountId),
      senderOf(tx, organization.name),
    ])
    const { currency, timeZone } = organization
    const today = todayIn(timeZone, app.clock.now())
    const shown = (invoice: (typeof open)[number]) => {
      const { id, number, state, issuedOn, dueOn, total, due, overdueDays, heldBy } = invoiceJson(
        invoice,
        lines,
        holds,
        today,
      )
      const isBeingPaid = heldBy !== null
      const onItsWay = moneyJson(
        charges
          .filter((charge) => !charge.holds && charge.invoiceId === invoice.id)
          .reduce((sum, charge) => sum + charge.targetAmount, 0n),
        currency,
      )
      return { id, number, state, issuedOn, dueOn, total, due, overdueDays, isBeingPaid, onItsWay }
    }
    const inFlight = payments.filter((payment) => !isFinal(payment.state))
    const seesMethods = may(actor, 'payments.charge') || may(actor, 'wallet.read')
    return {
      organization: {
        slug: organization.slug,
        name: organization.name,
        currency,
        timeZone,
        contact: sender.contact,
        accent: sender.accent,
        mode: processor?.mode ?? ('test' as const),
      },
      processor,
      account: { id: toTypeId('acc', account.id), name: account.name },
      me: {
        name: access.name,
        role: access.role,
        mayPay: access.mayPay,
        mayManageWallet: access.mayManageWallet,
      },
      balance: moneyJson(account.receivable, currency),
      credit: moneyJson(account.unapplied, currency),
      onItsWay: moneyJson(
        inFlight.reduce((sum, payment) => sum + payment.amount, 0n),
        currency,
      ),
      openInvoices: open.map(shown),
      paidInvoices: paid.map(shown),
      payments: payments.map((payment) => {
        const { id, amount, state, paidWith, by, createdAt, receipt } = paymentRowJson(payment)
        const moved = moneyMoved(payment.state)
        return { id, amount, state, moneyMoved: moved, paidWith, paidBy: by, createdAt, receipt }
      }),
      upcoming: upcoming.map((one) => {
        const { id, amount, dueOn, description, method } = scheduledJson(one)
        return { id, amount, dueOn, description, methodName: method?.name ?? null }
      }),
      methods: seesMethods
        ? methods.map((method) => ({
            ...methodJson(method, { today, currency }),
            group: method.walletGroup,
          }))
        : [],
    }
  })
}
