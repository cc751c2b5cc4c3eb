import { moneyJson } from '../http/money-json.ts'
import { type IdPrefix, toTypeId } from '../kit/id.ts'
import { retryOfDecline } from '../payments/decline-json.ts'
import type { StaffActor } from '../staff/authorize.ts'
import { may, PERMISSION_NAMES, type Permission } from '../staff/roles.ts'
import { methodName as nameOf } from '../wallet/authorization.ts'
import type { About } from './kinds.ts'
import { kindOf } from './kinds.ts'
import type { Item, ItemEvent } from './store.ts'

const PREFIXES: Record<About, IdPrefix> = {
  payment: 'pay',
  refund: 'rfd',
  dispute: 'dsp',
  return: 'rtn',
  method: 'pm',
  scheduled: 'sch',
  difference: 'dif',
}

/** An item as the API shows it to somebody. */
export function itemJson(item: Item, actor: StaffActor) {
  const kind = kindOf(item.kind)
  const { payment, amount, currency } = item
  const words = kind.words(item, may(actor, 'processor.open'))
  const running = payment?.retry ?? null
  return {
    id: toTypeId('att', item.id),
    kind: item.kind,
    state: item.state,
    about: { what: kind.about, id: toTypeId(PREFIXES[kind.about], item.subjectId) },
    account:
      item.accountId === null
        ? null
        : { id: toTypeId('acc', item.accountId), name: item.account ?? '' },
    client: item.client && { id: toTypeId('cli', item.client.id), name: item.client.name },
    amount: amount === null || currency === null ? null : moneyJson(amount, currency),
    ...words,
    dueBy: instant(item.dispute?.dueBy ?? null),
    openedAt: item.openedAt.toISOString(),
    closedAt: item.closedAt?.toISOString() ?? null,
    closedBy: item.closedByName,
    reason: item.reason,
    assignedTo: item.assignedTo && {
      id: toTypeId('stf', item.assignedTo.id),
      name: item.assignedTo.name,
    },
    paymentId: payment && toTypeId('pay', payment.id),
    running: running && {
      paymentId: toTypeId('pay', running.id),
      state: running.state,
      since: new Date(running.since).toISOString(),
    },
    retry: retryJson(item),
    can: canJson(item, actor),
  }
}

export function eventJson({ at, ...event }: ItemEvent) {
  return { ...event, at: at.toISOString() }
}

/** The next try of what failed: as much as is still due of what it was for. */
function retryJson(item: Item) {
  const { payment, scheduled, amount, currency, accountId, methodName } = item
  if (!payment || !kindOf(item.kind).steps.includes('retry')) return null
  if (amount === null || currency === null || accountId === null) return null
  const open = payment.targets.filter(({ due }) => due > 0)
  const due = open.reduce((sum, one) => sum + BigInt(one.due), 0n)
  const hadTargets = payment.targets.length > 0
  const methodId = scheduled?.methodId ?? payment.methodId
  return {
    accountId: toTypeId('acc', accountId),
    amount: moneyJson(hadTargets && due > 0n && due < amount ? due : amount, currency),
    methodId: methodId && toTypeId('pm', methodId),
    method: methodName && nameOf(methodName),
    retryOf: toTypeId('pay', payment.id),
    scheduledId: scheduled && toTypeId('sch', scheduled.id),
    invoiceIds: open.length > 0 ? open.map(({ invoiceId }) => toTypeId('inv', invoiceId)) : null,
  }
}

interface Allowed {
  allowed: boolean
  reason: string | null
}

function canJson(item: Item, actor: StaffActor) {
  const { payment } = item
  const { steps } = kindOf(item.kind)
  const charge = lacks(actor, 'payments.charge')
  const act = lacks(actor, 'attention.act')
  const over = item.state === 'open' ? null : 'This was settled before.'
  const running = payment?.retry ? 'A further try is on its way. Wait for its answer.' : null
  const foreign = (step: 'retry' | 'otherMethod' | 'sendLink') =>
    steps.includes(step) ? null : 'That does not help here.'
  const methodId = item.scheduled?.methodId ?? payment?.methodId ?? null
  // What the bank said holds for the card that it said it of.
  const advice =
    payment?.problem?.decline && methodId === payment.methodId
      ? retryOfDecline(payment.problem.decline, new Date(payment.settledAt ?? payment.changedAt))
      : null
  const noMethod = methodId === null ? 'No saved method hangs on it.' : null
  return {
    retry: {
      ...allowed(foreign('retry') ?? over ?? running ?? noMethod ?? advice?.reason ?? charge),
      from: advice?.from?.toISOString() ?? null,
    },
    otherMethod: allowed(foreign('otherMethod') ?? over ?? running ?? charge),
    sendLink: allowed(
      foreign('sendLink') ?? over ?? (steps.includes('retry') ? running : null) ?? charge,
    ),
    dismiss: allowed(over ?? act),
    restore: allowed(
      (item.state === 'dismissed' ? null : 'Only what was dismissed is opened again.') ?? act,
    ),
  }
}

function lacks(actor: StaffActor, permission: Permission): string | null {
  return may(actor, permission)
    ? null
    : `Ask an administrator for "${PERMISSION_NAMES[permission]}".`
}

function allowed(reason: string | null): Allowed {
  return { allowed: reason === null, reason }
}

/** PostgreSQL's text of a moment, as the API writes moments. */
function instant(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString()
}
