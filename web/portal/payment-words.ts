import type { PortalPayment } from '../api/contract.ts'
import { portal as t } from '../messages/en/portal.ts'
import type { Tone } from '../ui/StateBadge.tsx'

export function toneOf({ state }: PortalPayment): Tone {
  if (state === 'succeeded') return 'good'
  if (state === 'failed' || state === 'canceled') return 'bad'
  return state === 'requires_action' ? 'warn' : 'wait'
}

export function titleOf({ state }: PortalPayment): string {
  if (state === 'succeeded') return t.paidTitle
  if (state === 'failed' || state === 'canceled') return t.notPaidTitle
  if (state === 'processing') return t.onItsWayTitle
  return state === 'requires_action' ? t.approvalTitle : t.waitingTitle
}
