import { findAccount } from '../clients/accounts.ts'
import { asOfOneMoment, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { toTypeId } from '../kit/id.ts'
import { type MoneySource, moneyInHand, type Part } from '../ledger/allocate.ts'
import { theOrganization } from '../organizations/organization.ts'
import { paidWith } from '../payments/payment-words.ts'
import { listedPayments } from '../payments/payments.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import {
  type AccountCreditRow,
  creditsOf,
  lyingAllocations,
  owedInvoices,
  type TransferRow,
  transfersOf,
} from './store.ts'

const SHOWN = 50

/** What an account holds, owes, and where its money lies, as of one moment. */
export function seeMoney(app: App, caller: Caller, accountId: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.read')
    return moneyOf(tx, accountId)
  })
}

async function moneyOf(tx: Transaction, accountId: string) {
  const account = (await findAccount(tx, accountId)) ?? refuseUnknown('account')
  const { currency } = await theOrganization(tx)
  const held = await moneyInHand(tx, accountId)
  const lying = await lyingAllocations(tx, accountId, SHOWN)
  const credits = await creditsOf(tx, accountId, SHOWN)
  const known = await namesOf(tx, [...held, ...lying], credits)
  const say = (amount: bigint) => moneyJson(amount, currency)
  return {
    accountId: toTypeId('acc', accountId),
    name: account.name,
    credit: say(account.unapplied),
    owed: say(account.receivable),
    inHand: held.map(({ source, left, on }) => ({
      sourceId: sourceId(source),
      source: source.kind,
      label: known.get(source.id)?.label ?? '',
      on,
      amount: say(known.get(source.id)?.amount ?? left),
      left: say(left),
    })),
    openInvoices: (await owedInvoices(tx, accountId)).map((invoice) => ({
      id: toTypeId('inv', invoice.id),
      number: invoiceNumber(invoice.number),
      dueOn: invoice.dueOn,
      total: say(invoice.total),
      due: say(invoice.due),
      reserved: say(invoice.reserved),
    })),
    allocations: lying.map(({ source, invoiceId, number, amount }) => ({
      sourceId: sourceId(source),
      source: source.kind,
      label: known.get(source.id)?.label ?? '',
      invoiceId: toTypeId('inv', invoiceId),
      invoiceNumber: invoiceNumber(number),
      amount: say(amount),
    })),
    credits: credits.map(creditJson),
    transfers: (await transfersOf(tx, accountId, SHOWN)).map(transferJson),
  }
}

/** What people call the payments and credits that are shown. */
async function namesOf(
  tx: Transaction,
  shown: { source: MoneySource }[],
  credits: AccountCreditRow[],
): Promise<Map<string, { label: string; amount: bigint }>> {
  const ids = shown.flatMap(({ source }) => (source.kind === 'payment' ? [source.id] : []))
  const payments = await listedPayments(tx, [...new Set(ids)])
  return new Map([
    ...payments.map((one) => [one.id, { label: paidWith(one), amount: one.amount }] as const),
    ...credits.map((one) => [one.id, { label: one.reason, amount: one.amount }] as const),
  ])
}

/** What was put where, and how things stand then. */
export async function reconciledJson(app: App, caller: Caller, accountId: string, parts: Part[]) {
  const money = await seeMoney(app, caller, accountId)
  const { currency } = money.credit
  return {
    parts: parts.map(({ source, invoiceId, amount }) => ({
      sourceId: sourceId(source),
      invoiceId: toTypeId('inv', invoiceId),
      amount: moneyJson(amount, currency),
    })),
    money,
  }
}

export function creditJson(credit: AccountCreditRow) {
  const { currency } = credit
  return {
    id: toTypeId('crd', credit.id),
    accountId: toTypeId('acc', credit.accountId),
    kind: credit.kind,
    amount: moneyJson(credit.amount, currency),
    left: moneyJson(credit.left, currency),
    withdrawn: moneyJson(credit.withdrawn, currency),
    reason: credit.reason,
    from: credit.from,
    effectiveOn: credit.effectiveOn,
    by: credit.createdByName,
    createdAt: credit.createdAt.toISOString(),
  }
}

export function transferJson(transfer: TransferRow) {
  return {
    id: toTypeId('trf', transfer.id),
    from: { accountId: toTypeId('acc', transfer.fromAccountId), name: transfer.fromName },
    to: { accountId: toTypeId('acc', transfer.toAccountId), name: transfer.toName },
    creditId: toTypeId('crd', transfer.creditId),
    amount: moneyJson(transfer.amount, transfer.currency),
    reason: transfer.reason,
    effectiveOn: transfer.effectiveOn,
    by: transfer.createdByName,
    createdAt: transfer.createdAt.toISOString(),
  }
}

function sourceId({ kind, id }: MoneySource): string {
  return toTypeId(kind === 'payment' ? 'pay' : 'crd', id)
}
