import { findAccount } from '../clients/accounts.ts'
import { inOrganization } from '../database/transaction.ts'
import type { LinkCaller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { findInvoice, holdsOn, linesOf } from '../invoices/invoices.ts'
import { toTypeId } from '../kit/id.ts'
import { dueByLink, findLink, isOfLink, madeByLink, noteOpened } from '../links/links.ts'
import { senderOf } from '../organizations/brand.ts'
import { theOrganization } from '../organizations/organization.ts'
import { findPaymentStory } from '../payments/queries.ts'
import { currentProcessorAccount } from '../processor/accounts.ts'
import type { App } from '../processor/app.ts'

/**
 * What a link is for, to whoever opens it: nothing else of the account. That it was opened is
 * written down and uses nothing up, since programs that scan mails open links too.
 */
export function openLink(app: App, caller: LinkCaller) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const link = (await findLink(tx, caller.linkId)) ?? refuseUnknown('link')
    await noteOpened(tx, link.id, app.clock.now())
    const organization = await theOrganization(tx)
    const { currency, healthMode } = organization
    const sender = await senderOf(tx, organization.name)
    const processor = await currentProcessorAccount(tx)
    const account = (await findAccount(tx, link.accountId)) ?? refuseUnknown('account')
    const made = await madeByLink(tx, link.id)
    const paymentId = link.paymentId ?? made?.paymentId ?? null
    const payment = paymentId ? await findPaymentStory(tx, paymentId) : undefined
    const invoice = link.invoiceId ? await findInvoice(tx, link.invoiceId) : undefined
    const lines = invoice ? await linesOf(tx, [invoice.id]) : []
    const holds = invoice ? await holdsOn(tx, [invoice.id]) : []
    const amountOf = async () => {
      if (link.purpose === 'add_method') return null
      if (payment && (link.use !== 'none' || link.purpose === 'confirm_payment')) {
        return payment.amount
      }
      return dueByLink(tx, link)
    }
    const amount = await amountOf()
    return {
      processor,
      purpose: link.purpose,
      organization: {
        name: organization.name,
        currency,
        contact: sender.contact,
        accent: sender.accent,
      },
      accountName: account.name,
      expiresAt: link.expiresAt.toISOString(),
      use: link.use,
      amount: amount === null ? null : moneyJson(amount, currency),
      invoice: invoice
        ? {
            number: invoiceNumber(invoice.number),
            issuedOn: invoice.issuedOn,
            dueOn: invoice.dueOn,
            // A link may be opened by others than the client: what is clinical stays off it.
            lines: healthMode ? [] : lines.map(({ description }) => description),
            isBeingPaid: holds.length > 0,
          }
        : null,
      paymentId: paymentId && toTypeId('pay', paymentId),
      setupId: made?.setupId ? toTypeId('set', made.setupId) : null,
    }
  })
}

/** To whoever holds a link, only what was made with it exists, and what it is for. */
export async function requireOfLink(
  app: App,
  caller: LinkCaller,
  thing: { payment: string } | { setup: string } | { receipt: string },
): Promise<void> {
  const isOurs = await inOrganization(app.db, caller.orgId, (tx) =>
    isOfLink(tx, caller.linkId, thing),
  )
  const [what = 'page'] = Object.keys(thing)
  if (!isOurs) refuseUnknown(what === 'setup' ? 'set-up' : what)
}
