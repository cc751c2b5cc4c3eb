import { recordAct } from '../audit/record.ts'
import { clientsOfAccount, lockAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { CHARGE_MAXIMUM, checkAmount, formatMoney, money } from '../kit/money.ts'
import { addDays, type PlainDate, todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { bankAccountName, type SavedBankAccount } from './authorization.ts'
import { type DebitNotice, insertDebitNotice, unusedNotice } from './debit-notice-store.ts'
import { findMethodShown, lockMethod } from './store.ts'
import { tellClient } from './tell-both-sides.ts'

/** What the rules for debits of varying amounts ask for. */
const NOTICE_DAYS = 10

interface Debit {
  amount: bigint
  currency: string
  timeZone: string
  now: Date
}

/** Refuses a debit above what the client agreed to unless they were told of it ten days before. */
export async function requireNotice(
  tx: Transaction,
  method: SavedBankAccount,
  debit: Debit,
): Promise<void> {
  const { debitMost } = method
  const { amount, currency, timeZone, now } = debit
  if (debitMost === null || amount <= debitMost) return
  const today = todayIn(timeZone, now)
  const notice = await unusedNotice(tx, { id: method.id, debitMost }, amount)
  if (notice && notice.earliestOn <= today) return
  const most = formatMoney(money(debitMost, currency))
  const earliestOn = notice?.earliestOn ?? addDays(today, NOTICE_DAYS)
  refuse(
    'notice_required',
    notice
      ? `The client was told of this debit; the earliest date is ${dayText(earliestOn)}. Nothing was charged.`
      : `The client agreed to debits of up to ${most}. A larger one needs ${NOTICE_DAYS} days’ notice. Send it now; earliest date ${dayText(earliestOn)}.`,
    { field: 'amount', moneyMoved: 'no', facts: { earliestOn, sent: notice !== undefined } },
  )
}

/** Tells the client by mail of a debit above what they agreed to; from the day named it may be made. */
export function sendDebitNotice(
  app: App,
  caller: Caller,
  methodId: string,
  given: { amount: unknown },
): Promise<DebitNotice> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.charge')
    const method = await bankAccountToTell(tx, methodId)
    const { name, currency, timeZone } = await theOrganization(tx)
    const read = checkAmount(given.amount, currency, { maximum: CHARGE_MAXIMUM })
    if (!read.ok) return refuse(read.code, read.message, { field: 'amount', moneyMoved: 'no' })
    const { amount } = read
    const { debitMost, accountId } = method
    if (debitMost === null || amount <= debitMost) {
      refuse('notice_not_needed', 'The client agreed to debits of this amount. Charge it.', {
        field: 'amount',
        moneyMoved: 'no',
      })
    }
    const clients = await clientsOfAccount(tx, accountId)
    const sentTo = clients.find(({ email, archivedAt }) => email && !archivedAt)?.email
    if (!sentTo) {
      return refuse(
        'email_missing',
        'Add the client’s e-mail address first: the notice goes there.',
        {
          moneyMoved: 'no',
        },
      )
    }
    const known = await unusedNotice(tx, { id: method.id, debitMost }, amount)
    if (known) return known
    const now = app.clock.now()
    const notice: DebitNotice = {
      id: app.newId(),
      methodId,
      amount,
      currency,
      earliestOn: addDays(todayIn(timeZone, now), NOTICE_DAYS),
      sentAt: now,
      sentTo,
      byName: actor.name,
    }
    const { orgId } = caller
    await insertDebitNotice(tx, { ...notice, orgId })
    const [said, account] = [formatMoney(money(amount, currency)), bankAccountName(method)]
    await tellClient(app, tx, {
      orgId,
      accountId,
      about: 'method',
      aboutId: methodId,
      subject: `${name} will debit ${said}`,
      paragraphs: [
        `On ${dayText(notice.earliestOn)} or later ${name} will debit ${said} from ${account} for what you owe.`,
        `You agreed to debits of up to ${formatMoney(money(debitMost, currency))} at a time, so we tell you of this one ${NOTICE_DAYS} days ahead.`,
      ],
      note: 'If you do not want it, answer this mail or call us before that day.',
      byName: actor.name,
      now,
    })
    await recordAct(app, tx, caller, actor, 'debit_notice.sent', notice.id)
    return notice
  })
}

async function bankAccountToTell(tx: Transaction, id: string): Promise<SavedBankAccount> {
  const found = (await findMethodShown(tx, id)) ?? refuseUnknown('payment method')
  await lockAccount(tx, found.accountId)
  const method = await lockMethod(tx, id)
  if (method?.kind !== 'bankAccount' || method.removedAt) return refuseUnknown('payment method')
  return method
}

function dayText(date: PlainDate): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(new Date(`${date}T00:00:00Z`))
}
