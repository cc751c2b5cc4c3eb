import { recordAct } from '../audit/record.ts'
import { admit, requireOwnAccount } from '../clients/admit.ts'
import { inOrganization } from '../database/transaction.ts'
import type { AnyCaller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { assert } from '../kit/assert.ts'
import type { App } from '../processor/app.ts'
import { refuseProcessor } from '../processor/customer.ts'
import type { VerificationProof } from '../processor/processor.ts'
import type { MethodSetup } from './method-setup.ts'
import { resolveSetup } from './resolve-setup.ts'
import { findSetup } from './setup-store.ts'
import { countVerificationTry, findMethod, lockMethod } from './store.ts'
import { triesLeft } from './verification.ts'

/** What the client found on their statement. */
interface Found {
  amounts?: number[] | undefined
  descriptorCode?: string | undefined
}

/** Codes of the processor for an answer that is wrong, and may be given again. */
const MISMATCHES = [
  'payment_method_microdeposit_verification_amounts_mismatch',
  'payment_method_microdeposit_verification_descriptor_code_mismatch',
]

/**
 * The client tells what the small deposits were. The processor decides and counts; a wrong answer
 * is said with the tries that are left, and the last one ends it.
 */
export async function verifyMethod(
  app: App,
  caller: AnyCaller,
  setupId: string,
  found: Found,
): Promise<void> {
  const { setup, proof } = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await admit(tx, caller, 'wallet.write')
    const setup = (await findSetup(tx, setupId)) ?? refuseUnknown('set-up')
    requireOwnAccount(actor, setup.accountId, 'set-up')
    if (setup.state !== 'verifying' || !setup.methodId) {
      refuse('payment_state', 'This bank account does not wait for its small deposits.')
    }
    const method = await findMethod(tx, setup.methodId)
    assert(method?.kind === 'bankAccount', 'what is verified is a bank account')
    const proof = readProof(found, method.verificationKind ?? 'amounts')
    await recordAct(app, tx, caller, actor, 'bank_account.verify_asked', setup.methodId)
    return { setup, proof }
  })
  const processor = await app.processors.of(setup)
  const answer = await processor.verifySetup(setup.intentId ?? '', proof)
  if (answer.is === 'answered') {
    await resolveSetup(app, setup, answer.value)
    return
  }
  if (answer.is !== 'refused') refuseProcessor(answer.is === 'noAccess')
  const left = MISMATCHES.includes(answer.code) ? await countTry(app, setup) : 0
  // The last try, or one too late, has ended it at the processor.
  const read = await processor.readSetup(setup.intentId ?? '')
  if (read.is === 'answered' && read.value.state !== 'requires_action') {
    await resolveSetup(app, setup, read.value)
    return
  }
  const what = 'amounts' in proof ? 'amounts do' : 'code does'
  refuse(
    'verification_mismatch',
    `The ${what} not match. ${triesText(left)} Look at the two deposits on the statement again.`,
    { field: 'amounts' in proof ? 'amounts' : 'descriptorCode', facts: { triesLeft: left } },
  )
}

function readProof(found: Found, kind: 'amounts' | 'descriptor_code'): VerificationProof {
  if (kind === 'descriptor_code') {
    const code = found.descriptorCode?.trim().toUpperCase()
    if (code) return { descriptorCode: code }
    return refuse('field_required', 'Enter the code of the deposit, such as SM11AA.', {
      field: 'descriptorCode',
    })
  }
  const [one, two] = found.amounts ?? []
  if (one !== undefined && two !== undefined) return { amounts: [one, two] }
  return refuse('field_required', 'Enter the amounts of both deposits.', { field: 'amounts' })
}

function countTry(app: App, setup: MethodSetup): Promise<number> {
  const methodId = setup.methodId ?? ''
  return inOrganization(app.db, setup.orgId, async (tx) => {
    await lockMethod(tx, methodId)
    await countVerificationTry(tx, methodId)
    const method = await findMethod(tx, methodId)
    return method?.kind === 'bankAccount' ? triesLeft(method) : 0
  })
}

function triesText(left: number): string {
  if (left === 0) return 'No try is left.'
  return left === 1 ? 'One try is left.' : `${left} tries are left.`
}
