import { asOfOneMoment } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { assert } from '../kit/assert.ts'
import { fromTypeId } from '../kit/id.ts'
import { logoOf, senderOf } from '../organizations/brand.ts'
import { theOrganization } from '../organizations/organization.ts'
import {
  paperAmount,
  paperFacts,
  paperNotes,
  paperPdf,
  paperSection,
} from '../organizations/paper.ts'
import { longDate, sayMoney } from '../organizations/paper-words.ts'
import { findPaidPayment } from '../payments/payments.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { readDispute } from './see-dispute.ts'
import { packFacts } from './store.ts'

/** Everything there is to answer a dispute with, as one document. */
export async function evidencePack(app: App, caller: Caller, id: string): Promise<Buffer> {
  const { dispute, payment, pack, sender, logo } = await asOfOneMoment(
    app.db,
    caller.orgId,
    async (tx) => {
      const actor = await authorize(tx, caller, 'payments.read')
      const dispute = await readDispute(tx, actor, id)
      const [paymentId, { name }] = [dispute.payment.id, await theOrganization(tx)]
      const uuid = fromTypeId('pay', paymentId)
      assert(uuid, 'an id of ours is one')
      const sender = await senderOf(tx, name)
      return {
        dispute,
        payment: await findPaidPayment(tx, uuid),
        pack: await packFacts(tx, uuid),
        sender,
        logo: sender.logo ? await logoOf(tx) : null,
      }
    },
  )
  assert(payment && pack, 'a dispute has its payment')
  const { currency } = dispute.amount
  const money = (amount: number) => sayMoney({ amount, currency })
  const { consent } = pack
  return paperPdf({
    title: `Evidence for dispute ${dispute.processorDisputeId}`,
    under: [`Payment ${dispute.payment.receipt} of ${longDate(dispute.payment.postedOn)}`],
    sender,
    logo,
    currency,
    body: [
      ...paperAmount('Amount disputed', sayMoney(dispute.amount)),
      paperFacts([
        { name: 'Cardholder says', value: dispute.reasonText },
        { name: 'Client', value: dispute.client?.name ?? dispute.account.name },
        { name: 'Answer due', value: dispute.dueBy ? instantText(dispute.dueBy) : 'No date given' },
      ]),
      ...paperSection('The payment', [
        { name: 'Receipt', value: dispute.payment.receipt },
        { name: 'Amount', value: sayMoney(dispute.payment.amount) },
        { name: 'Paid with', value: dispute.payment.paidWith },
        {
          name: 'Bank’s authorization code',
          value: payment.card?.authorizationCode ?? 'None given',
        },
        { name: 'Taken by', value: payment.openedByName },
        { name: 'For', value: payment.description || 'See the invoices' },
        { name: 'Confirmation', value: dispute.payment.id },
      ]),
      ...paperSection(
        'What was agreed',
        consent
          ? [
              { name: 'Given by', value: consent.givenBy },
              { name: 'Given', value: instantText(consent.givenAt) },
              { name: `Wording ${consent.version}`, value: consent.wording },
            ]
          : [{ name: 'Consent', value: 'The client was there and gave the card themselves.' }],
      ),
      ...pack.invoices.flatMap((invoice) =>
        paperSection(
          `Invoice ${invoiceNumber(BigInt(invoice.number))} of ${longDate(invoice.issuedOn)}`,
          [
            ...invoice.lines.map((line) => ({ name: line.description, value: money(line.amount) })),
            { name: 'Total', value: money(Number(invoice.total)) },
          ],
        ),
      ),
      ...paperSection(
        'Log of the payment',
        pack.log.map(({ at, to, by }) => ({
          name: instantText(at),
          value: by ? `${to}, ${by}` : to,
        })),
      ),
      ...paperSection(
        'Mails to the client',
        pack.mails.length === 0
          ? [{ name: 'None', value: 'No mail was sent about it.' }]
          : pack.mails.map(({ at, to, subject, state }) => ({
              name: instantText(at),
              value: `${subject ?? 'A mail'}, to ${to} (${state})`,
            })),
      ),
      paperNotes([sender.policy]),
    ],
    foot: `${sender.name} · Evidence for ${dispute.processorDisputeId} · ${dispute.payment.receipt}`,
  })
}

function instantText(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
