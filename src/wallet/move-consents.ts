import type { Transaction } from '../database/transaction.ts'
import type { App } from '../processor/app.ts'
import {
  consentsInForce,
  copyAuthorization,
  insertAuthorizationEvent,
} from './authorization-store.ts'
import { putInForce } from './save-method.ts'

/**
 * What was agreed to for a plan or a run goes on with the method that takes the place of another, with
 * its words and its limits. What was withdrawn or has ended moves nowhere, and permission for
 * everything else was asked for anew when the method was entered. Answers how many moved.
 */
export async function moveConsents(
  app: App,
  tx: Transaction,
  move: { orgId: string; from: string; to: string; byWhom: string; now: Date },
): Promise<number> {
  const { orgId, from, to, byWhom, now } = move
  const there = new Set((await consentsInForce(tx, to)).map(({ purposeId }) => purposeId))
  let moved = 0
  for (const consent of await consentsInForce(tx, from)) {
    if (consent.purpose === 'staff_charges' || there.has(consent.purposeId)) continue
    const id = app.newId()
    await copyAuthorization(tx, consent.id, { id, now })
    const grant = { orgId, authorizationId: id, methodId: to, byWhom, now }
    await putInForce(tx, { ...grant, continues: consent })
    await insertAuthorizationEvent(tx, {
      orgId,
      authorizationId: consent.id,
      kind: 'ended',
      reason: 'It moved to the method that took the place of this one.',
      at: now,
      byWhom,
    })
    moved++
  }
  return moved
}
