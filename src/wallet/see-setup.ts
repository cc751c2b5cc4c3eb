import { admit, requireOwnAccount } from '../clients/admit.ts'
import { inOrganization } from '../database/transaction.ts'
import type { AnyCaller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { declineCause, explainDecline } from '../processor/explain-decline.ts'
import { may } from '../staff/roles.ts'
import { bankAccountName, cardName, methodNoun } from './authorization.ts'
import { methodJson } from './method-json.ts'
import type { MethodSetup } from './method-setup.ts'
import { findSetup } from './setup-store.ts'
import { findMethodShown } from './store.ts'

/** A set-up as the API shows it, with the card that it saved. */
export function seeSetup(app: App, caller: AnyCaller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await admit(tx, caller, 'wallet.read')
    const setup = (await findSetup(tx, id)) ?? refuseUnknown('set-up')
    requireOwnAccount(actor, setup.accountId, 'set-up')
    const method = setup.methodId ? await findMethodShown(tx, setup.methodId) : undefined
    const { timeZone, currency } = await theOrganization(tx)
    const today = todayIn(timeZone, app.clock.now())
    const decline = setup.problem?.decline
    const explained = decline && setup.state === 'failed' ? explainDecline(decline) : null
    return {
      id: toTypeId('set', setup.id),
      kind: setup.kind,
      accountId: toTypeId('acc', setup.accountId),
      state: setup.state,
      moneyMoved: 'no' as const,
      sentence: sentenceOf(setup),
      recognized: setup.recognized,
      replaces: setup.replacesId && toTypeId('pm', setup.replacesId),
      method: method ? methodJson(method, { today, currency }) : null,
      decline: explained && {
        cause: declineCause(explained, may(actor, 'processor.open')),
        say: explained.say,
        next: explained.next,
      },
    }
  })
}

/** Nothing is charged by saving a card, which is said where somebody may wonder. */
function sentenceOf(setup: MethodSetup): string {
  const noun = methodNoun(setup)
  const name = nameOf(setup) ?? `The ${noun}`
  switch (setup.state) {
    case 'succeeded':
      return setup.recognized
        ? `${name} was in the wallet already. ${setup.kind === 'card' ? 'Its date and the consent were' : 'The consent was'} renewed.`
        : `${name} is saved. Nothing was charged.`
    case 'failed':
      return setup.kind === 'card'
        ? 'The bank did not let the card be saved. Nothing was charged.'
        : `${name} was not verified. Nothing was charged. ${failedBecause(setup)}`
    case 'canceled':
      return `${setup.kind === 'card' ? 'The card' : name} was not saved. Nothing was charged. ${closedBecause(setup)}`
    case 'requires_action':
      return `The client’s bank wants their approval before the ${noun} is saved. Nothing was charged.`
    case 'verifying':
      return `${name} is in the wallet and not verified yet. Two small deposits are on their way; nothing can be charged until the client confirms them.`
    case 'unknown':
      return `We do not know yet whether the ${noun} was saved. Nothing was charged. This resolves by itself.`
    default:
      return `Asking the bank whether the ${noun} may be saved. Nothing is charged.`
  }
}

function nameOf({ card, bank }: MethodSetup): string | null {
  if (card) return cardName(card)
  return bank && bankAccountName(bank)
}

function closedBecause(setup: MethodSetup): string {
  const reason = setup.problem?.reason ?? ''
  if (reason.startsWith('refused:')) return `Enter the ${methodNoun(setup)} again.`
  return CLOSED[reason] ?? 'Try again.'
}

function failedBecause({ problem }: MethodSetup): string {
  return UNVERIFIED[problem?.decline?.code ?? ''] ?? 'Ask the client for another bank account.'
}

const UNVERIFIED: Record<string, string> = {
  payment_method_microdeposit_failed:
    'The small deposits could not be sent. Check the numbers with the client and add it again.',
  payment_method_microdeposit_verification_attempts_exceeded:
    'The deposits were entered wrongly too often. Add it again after a word with the client.',
  payment_method_microdeposit_verification_timeout:
    'The client did not confirm the deposits in time. Add it again.',
}

const CLOSED: Record<string, string> = {
  not_verified: 'The client did not confirm the deposits within 10 days. Add it again.',
  abandoned: 'The client did not approve it at their bank in time.',
  canceled_by_staff: 'It was canceled by staff.',
  no_access: 'The card processor refuses our keys. Ask an administrator.',
  no_answer: 'The card processor did not answer. Try again in a moment.',
  throttled: 'The card processor was too busy. Try again in a moment.',
}
