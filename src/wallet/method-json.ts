import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import { codeMeaning } from '../processor/return-codes.ts'
import {
  type Consent,
  consentState,
  isExpired,
  type Limits,
  methodName,
  type SavedBankAccount,
  type SavedMethod,
  UNSEEN_METHOD,
} from './authorization.ts'
import { triesLeft } from './verification.ts'

/** The calendar and the money of the organization that looks. */
export interface Here {
  today: string
  currency: string
}

/** A saved method as the API shows it, where a consent is in force. */
export function methodJson(method: SavedMethod, here: Here) {
  const { kind, last4, nickname, isDefault, billingAddress } = method
  const card = kind === 'card' ? method : null
  return {
    id: toTypeId('pm', method.id),
    kind,
    name: methodName(method),
    brand: card?.brand ?? null,
    last4,
    expMonth: card?.expMonth ?? null,
    expYear: card?.expYear ?? null,
    expired: card !== null && isExpired(card, here.today),
    bank: kind === 'bankAccount' ? bankJson(method) : null,
    nickname,
    isDefault,
    billingAddress,
    authorization: consentJson(method.consent, here),
    unusable: whyUnusable(method),
  }
}

function bankJson(method: SavedBankAccount) {
  const { bankName, accountType, holderType, mandateId, debitMost } = method
  return {
    bankName,
    accountType,
    holderType,
    mandate: mandateId,
    debitMost: debitMost === null ? null : Number(debitMost),
    verification: {
      state: method.verification,
      setup: method.setupId && toTypeId('set', method.setupId),
      kind: method.verificationKind,
      arrivesOn: method.verificationArrivesOn,
      endsAt: method.verificationEndsAt?.toISOString() ?? null,
      triesLeft: method.verification === 'pending' ? triesLeft(method) : null,
    },
  }
}

/**
 * What the API shows of a wallet. A method that this organization may not charge is there and nothing
 * more: no name, no brand, no last four.
 */
export function walletJson(methods: SavedMethod[], here: Here) {
  const seen = (method: SavedMethod) =>
    consentState(method.consent, here.today) === 'inForce' ||
    awaitsProof(method) ||
    wasReturned(method)
  return {
    methods: methods.filter(seen).map((method) => methodJson(method, here)),
    unseenMethods: methods
      .filter((method) => !seen(method))
      .map((method) => unseenJson(method, here)),
  }
}

/** Its consent begins when the client has shown that it is theirs; whoever asked for that sees it. */
function awaitsProof(method: SavedMethod): boolean {
  return method.kind === 'bankAccount' && method.verification !== 'verified' && !method.consent
}

/** The client's bank ended it, not the client: staff must see what to ask for. */
function wasReturned(method: SavedMethod): boolean {
  return method.kind === 'bankAccount' && method.returnCode !== null
}

function unseenJson({ id, consent }: SavedMethod, { today }: Here) {
  const state = consentState(consent, today)
  return {
    id: toTypeId('pm', id),
    sentence: UNSEEN[state === 'inForce' ? 'missing' : state],
    authorizationId: consent && toTypeId('aut', consent.id),
  }
}

const UNSEEN = {
  missing: `${UNSEEN_METHOD}.`,
  revoked: `${UNSEEN_METHOD}: the client withdrew permission.`,
  ended: `${UNSEEN_METHOD}: the permission has ended.`,
}

function consentJson(consent: Consent | null, here: Here) {
  if (consentState(consent, here.today) !== 'inForce' || !consent) return null
  return {
    id: toTypeId('aut', consent.id),
    since: consent.at.toISOString(),
    limits: limitsJson(consent, here.currency),
  }
}

export function limitsJson({ perCharge, perPeriod, period, endsOn }: Limits, currency: string) {
  return {
    perCharge: perCharge === null ? null : moneyJson(perCharge, currency),
    perPeriod: perPeriod === null ? null : moneyJson(perPeriod, currency),
    period,
    endsOn,
  }
}

function whyUnusable(method: SavedMethod): string | null {
  const { consent, doNotChargeAt } = method
  if (method.kind === 'bankAccount') {
    if (method.verification === 'pending') {
      return 'Waiting for the client to confirm two small deposits.'
    }
    if (method.verification === 'failed') {
      return 'The client did not confirm it. Remove it and add it again.'
    }
    if (doNotChargeAt) return codeMeaning(method.returnCode).unusable
  }
  if (doNotChargeAt) return 'The bank told us not to charge this card again.'
  if (consent && consent.purpose !== 'staff_charges') {
    return `The client agreed to a ${consent.purpose} with it, and to no other charge.`
  }
  return null
}
