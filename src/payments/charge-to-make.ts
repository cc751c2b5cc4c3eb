import { clientsOfAccount } from '../clients/accounts.ts'
import type { Transaction } from '../database/transaction.ts'
import type { RequestPlace } from '../http/place.ts'
import { readText } from '../http/text-field.ts'
import { toTypeId } from '../kit/id.ts'
import type { Organization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import type { BankAccount, Card } from '../processor/processor.ts'
import type { SavedMethod } from '../wallet/authorization.ts'
import { readBillingAddress } from '../wallet/billing-address.ts'
import { requireRoom } from '../wallet/require-room.ts'
import { requireSignedInOnce } from '../wallet/require-signed-in.ts'
import { CARD_NAME_MAX, recordConsent } from '../wallet/save-method.ts'
import { type Charge, LEASE_SECONDS, type Payment } from './payment.ts'
import { NO_TENDER_DETAILS } from './payment-details.ts'
import type { NewCard, SavedCard } from './payment-request.ts'

/** What every payment has, however it is made. */
export type CommonPart = Omit<
  Payment,
  | 'tender'
  | 'state'
  | 'processorAccountId'
  | 'intentParameters'
  | 'confirmParameters'
  | 'offSession'
  | 'saveMethod'
  | 'methodId'
  | 'authorizationId'
  | 'card'
  | 'bank'
  | 'lookAt'
  | 'settledAt'
  | keyof typeof NO_TENDER_DETAILS
>

/**
 * A charge with the exact parameters of both calls, so that a repeat sends the same. Where the
 * card is to be saved, what was agreed to is written down with it.
 */
export async function chargeToMake(
  app: App,
  tx: Transaction,
  common: CommonPart,
  request: SavedCard | NewCard,
  charged: {
    method: SavedMethod | null
    processorAccountId: string
    customerId: string
    organization: Organization
    /** In the portal: their bank may ask for their approval. */
    isClientPresent: boolean
    from: RequestPlace | undefined
  },
): Promise<Charge> {
  const { id, orgId, accountId, amount, currency, createdAt } = common
  const { method, processorAccountId, customerId, organization, isClientPresent, from } = charged
  const saveMethod = request.kind === 'new' && request.save
  const methodName = readText(request.kind === 'new' ? request.name : undefined, 'method.name', {
    max: CARD_NAME_MAX,
    called: 'Names of methods',
  })
  const givenBy =
    isClientPresent || !saveMethod ? common.openedByName : await clientNames(tx, accountId)
  if (saveMethod) {
    if (!isClientPresent) await requireSignedInOnce(tx, accountId, 'method.save')
    const field = 'method.save'
    await requireRoom(tx, { accountId, kind: 'card', isReplacement: false, field, now: createdAt })
  }
  return {
    ...common,
    ...NO_TENDER_DETAILS,
    tender: method?.kind === 'bankAccount' ? 'echeck' : 'card',
    state: 'created',
    processorAccountId,
    intentParameters: {
      amount: Number(amount),
      currency: currency.toLowerCase(),
      customer: customerId,
      saveMethod,
      ...(method?.kind === 'bankAccount' ? { kind: method.kind } : {}),
      metadata: {
        org: toTypeId('org', orgId),
        payment: toTypeId('pay', id),
        account: toTypeId('acc', accountId),
      },
    },
    confirmParameters:
      request.kind === 'new'
        ? { with: 'confirmationToken', token: request.confirmationToken }
        : savedParameters(method, isClientPresent),
    offSession: method !== null && !isClientPresent,
    saveMethod,
    methodId: method?.id ?? null,
    authorizationId: saveMethod
      ? await recordConsent(app, tx, {
          orgId,
          accountId,
          paymentId: id,
          organizationName: organization.name,
          givenBy,
          ...(isClientPresent
            ? {
                channel: common.accountPersonId === null ? 'link' : 'portal',
                recordedByName: null,
              }
            : { channel: 'card_form', recordedByName: common.openedByName }),
          methodName: methodName || null,
          billingAddress: readBillingAddress(
            request.billingAddress,
            'method.billingAddress',
            givenBy,
          ),
          from,
          now: createdAt,
        })
      : isClientPresent && method?.kind !== 'bankAccount'
        ? null
        : (method?.consent?.id ?? null),
    card: cardOf(method),
    bank: bankOf(method),
    lookAt: new Date(createdAt.getTime() + LEASE_SECONDS * 1000),
    settledAt: null,
  }
}

/** A debit names the mandate that allows it. */
function savedParameters(method: SavedMethod | null, isClientPresent: boolean) {
  const mandateId = method?.kind === 'bankAccount' ? method.mandateId : null
  return {
    with: 'savedMethod' as const,
    methodId: method?.processorMethodId ?? '',
    ...(mandateId ? { mandateId } : {}),
    ...(isClientPresent ? { isClientPresent } : {}),
  }
}

function cardOf(method: SavedMethod | null): Card | null {
  if (method?.kind !== 'card') return null
  const { brand, last4, expMonth, expYear, fingerprint } = method
  return { brand, last4, expMonth, expYear, fingerprint }
}

function bankOf(method: SavedMethod | null): BankAccount | null {
  if (method?.kind !== 'bankAccount') return null
  const { bankName, last4, accountType, holderType, fingerprint, mandateId } = method
  return { bankName, last4, accountType, holderType, fingerprint, mandateId }
}

async function clientNames(tx: Transaction, accountId: string): Promise<string> {
  const clients = await clientsOfAccount(tx, accountId)
  return clients.map((client) => client.name).join(', ')
}
