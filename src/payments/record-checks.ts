import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { moneyJson } from '../http/money-json.ts'
import { refuse } from '../http/problem.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { assert } from '../kit/assert.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { type Made, once, requireKey } from '../staff/idempotency.ts'
import { settleRecorded } from './book-payments.ts'
import { checksOf, findCheckBatch, insertCheckBatch } from './check-store.ts'
import { insertPayments } from './opening-store.ts'
import { receiptNumber } from './payment.ts'
import {
  type ChecksRequest,
  isProblem,
  type ReadCheck,
  type ReadChecks,
  type RowProblem,
  readChecks,
  targetsJson,
} from './read-checks.ts'
import { recordedPayment } from './recorded-payment.ts'

/** What recording a list of checks would do, line by line; nothing is written. */
export function previewChecks(app: App, caller: Caller, request: ChecksRequest) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.record')
    const read = await readChecks(tx, actor, request, app.clock.now())
    const { currency } = read.organization
    const money = (amount: bigint) => moneyJson(amount, currency)
    const good = read.rows.flatMap((row) => (isProblem(row) ? [] : [row]))
    return {
      total: money(sumOf(good)),
      problems: problemsOf(read),
      checks: good.map((check) => {
        const pays = targetsJson(check)
        const paid = pays.reduce((sum, { amount }) => sum + amount, 0n)
        return {
          row: check.row,
          account: { id: toTypeId('acc', check.account.accountId), name: check.account.name },
          amount: money(check.amount),
          pays: pays.map(({ id, number, amount }) => ({
            invoiceId: id,
            number: invoiceNumber(number),
            amount: money(amount),
          })),
          credit: money(check.amount - paid),
        }
      }),
    }
  })
}

/**
 * Writes down a list of checks, all or none: each is a payment of its own, settled as a single one
 * is. What is wrong with any line is named before anything is written.
 */
export async function recordChecks(
  app: App,
  caller: Caller,
  idempotencyKey: string | undefined,
  request: ChecksRequest,
): Promise<Made<CheckBatchJson>> {
  const key = requireKey(idempotencyKey)
  const made = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.record')
    const wanted = {
      caller,
      actorId: actor.id,
      key,
      request,
      id: app.newId(),
      now: app.clock.now(),
    }
    return once(
      tx,
      wanted,
      async () => {
        const read = await readChecks(tx, actor, request, app.clock.now())
        const checks = requireGood(read)
        await writeDown(app, tx, actor, caller.orgId, wanted.id, read, checks)
        return batchJson(tx, wanted.id)
      },
      (id) => batchJson(tx, id),
    )
  })
  if (!made.repeated) app.changed(caller.orgId)
  return made
}

/** Every line, or a refusal that names what is wrong with which. */
function requireGood(read: ReadChecks): ReadCheck[] {
  const problems = problemsOf(read)
  if (problems.length === 0) return read.rows.flatMap((row) => (isProblem(row) ? [] : [row]))
  const of = `${problems.length} of ${read.rows.length} checks`
  const sentence = `${read.rows.length === 1 ? 'This check' : of} cannot be recorded yet. Nothing was.`
  return refuse('checks_refused', sentence, { moneyMoved: 'no', facts: { rows: problems } })
}

function problemsOf(read: ReadChecks): RowProblem[] {
  return read.rows.filter(isProblem)
}

async function writeDown(
  app: App,
  tx: Transaction,
  actor: StaffActor,
  orgId: string,
  batchId: string,
  { organization: { currency }, tender, postedOn }: ReadChecks,
  checks: ReadCheck[],
): Promise<void> {
  const now = app.clock.now()
  const opened = checks.map(({ account, amount, method, targets, duplicateReason }) => ({
    payment: recordedPayment(
      {
        id: app.newId(),
        orgId,
        accountId: account.accountId,
        tenderId: tender.id,
        amount,
        currency,
        description: '',
        note: '',
        postedOn,
        payerCategoryId: null,
        reference: null,
        receiptEmail: null,
        refundableUntil: null,
        intentId: null,
        problem: null,
        retryOf: null,
        sitting: null,
        approvalId: null,
        openedBy: actor.id,
        openedByName: actor.name,
        accountPersonId: null,
        createdAt: now,
        changedAt: now,
        looks: 0,
      },
      tender,
      method,
    ),
    targets,
    duplicateReason,
    auditId: app.newId(),
    checkBatchId: batchId,
  }))
  const [first, ...others] = opened
  assert(first, 'a list of checks has one')
  await Promise.all([
    insertCheckBatch(tx, orgId, { id: batchId, createdAt: now, byName: actor.name }),
    insertPayments(tx, opened),
    settleRecorded(app, tx, [first, ...others]),
  ])
}

type CheckBatchJson = Awaited<ReturnType<typeof batchJson>>

async function batchJson(tx: Transaction, id: string) {
  const [batch, checks] = await Promise.all([findCheckBatch(tx, id), checksOf(tx, id)])
  const [first] = checks
  if (!batch || !first) {
    return refuse('key_reused', 'This key was used for a different request.', { moneyMoved: 'no' })
  }
  const money = (amount: bigint) => moneyJson(amount, first.currency)
  return {
    id: toTypeId('chb', batch.id),
    recordedAt: batch.createdAt.toISOString(),
    by: batch.byName,
    postedOn: first.postedOn,
    total: money(sumOf(checks)),
    checks: checks.map((check) => ({
      paymentId: toTypeId('pay', check.paymentId),
      receipt: { id: toTypeId('rcp', check.receiptId), number: receiptNumber(check.receiptNumber) },
      account: { id: toTypeId('acc', check.accountId), name: check.accountName },
      checkNumber: check.checkNumber,
      amount: money(check.amount),
      paid: money(check.paid),
      credit: money(check.amount - check.paid),
    })),
  }
}

function sumOf(checks: { amount: bigint }[]): bigint {
  return checks.reduce((sum, { amount }) => sum + amount, 0n)
}
