import { lockAccount } from '../clients/accounts.ts'
import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import { reservedOn } from '../invoices/credit-store.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { findInvoice, lockInvoices } from '../invoices/invoices.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { chargeFee } from './charge-fee.ts'
import { isLateFeeDue } from './client-fee.ts'
import { clientFeeRules } from './rules.ts'
import { type LateFeeRef, lateFeesDue } from './store.ts'

const FEES_PER_TURN_MAX = 200

/** Charges the late fees that are due, in all organizations. Answers how many it charged. */
export async function chargeLateFees(app: App): Promise<number> {
  const due = await acrossOrganizations(app.db, (tx) =>
    lateFeesDue(tx, app.clock.now(), FEES_PER_TURN_MAX),
  )
  const failures: unknown[] = []
  let charged = 0
  for (const ref of due) {
    // One that cannot be charged must not keep the others from being charged.
    const isCharged = await chargeLateFee(app, ref).catch((error: unknown) => {
      failures.push(error)
      return false
    })
    if (isCharged) charged += 1
  }
  for (const orgId of new Set(due.map((ref) => ref.orgId))) app.changed(orgId)
  if (failures.length > 0) throw failures[0]
  return charged
}

/** Everything is looked at again under the lock: it may have been paid, or the rule changed. */
function chargeLateFee(app: App, { orgId, invoiceId }: LateFeeRef): Promise<boolean> {
  return inOrganization(app.db, orgId, async (tx) => {
    const found = await findInvoice(tx, invoiceId)
    const { late } = await clientFeeRules(tx)
    if (!found || !late) return false
    const { accountId } = found
    await lockAccount(tx, accountId)
    const [invoice] = await lockInvoices(tx, [invoiceId])
    const { timeZone } = await theOrganization(tx)
    const reserved = (await reservedOn(tx, invoiceId)).reduce((sum, { amount }) => sum + amount, 0n)
    const today = todayIn(timeZone, app.clock.now())
    if (!invoice || !isLateFeeDue({ ...invoice, reserved }, late, today)) return false
    const made = await chargeFee(app, tx, {
      orgId,
      accountId,
      kind: 'late',
      amount: late.amount,
      forInvoiceId: invoiceId,
      forPaymentId: null,
      description: `Late fee for ${invoiceNumber(invoice.number)}`,
      actor: { id: null, name: 'Onfile' },
    })
    return made !== null
  })
}
