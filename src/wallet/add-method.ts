import { recordAudit } from '../audit/record.ts'
import { clientsOfAccount, lockAccount } from '../clients/accounts.ts'
import { admit, requireOwnAccount, trierOf } from '../clients/admit.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { AnyCaller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import type { RequestPlace } from '../http/place.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { assert } from '../kit/assert.ts'
import { fromTypeId, toTypeId } from '../kit/id.ts'
import { CHARGE_MAXIMUM, checkAmount, formatMoney, money } from '../kit/money.ts'
import { limitTries, noteTry } from '../links/limit-tries.ts'
import { requireUnused } from '../links/require-link.ts'
import { theOrganization } from '../organizations/organization.ts'
import { currentProcessorAccount } from '../processor/accounts.ts'
import type { App } from '../processor/app.ts'
import { CustomerMissing, findCustomers, makeCustomer } from '../processor/customer.ts'
import type { Acceptance, Answer, MethodKind, Setup } from '../processor/processor.ts'
import { mandateWording, methodNoun } from './authorization.ts'
import { type GivenAddress, readBillingAddress } from './billing-address.ts'
import { type MethodSetup, nextSetupLook } from './method-setup.ts'
import { requireRoom } from './require-room.ts'
import { requireSignedInOnce } from './require-signed-in.ts'
import { endSetup, resolveSetup } from './resolve-setup.ts'
import { CARD_NAME_MAX, recordConsent } from './save-method.ts'
import { settleSetup } from './settle-setup.ts'
import { commitSetupIntent, findSetup, findSetupOfToken, insertSetup } from './setup-store.ts'
import { findMethod } from './store.ts'

export interface AddMethod {
  accountId: string
  /** Absent: a card. */
  kind?: MethodKind | undefined
  confirmationToken: string
  name?: string | undefined
  billingAddress?: GivenAddress | undefined
  makeDefault?: boolean | undefined
  /** The method that it takes the place of. */
  replaces?: string | undefined
  /** Of a bank account: the largest single debit agreed, minor units. */
  debitMost?: number | undefined
  /** The group of the same method in another organization, which the client has shown to be theirs. */
  walletGroup?: string | undefined
}

/** Agreed where nothing else is said: most invoices are below it. Minor units. */
const DEBIT_MOST = 100_000n

/** What is agreed to where no other amount is named; null where banks cannot be debited. */
export function usualMandate(organizationName: string, currency: string) {
  if (currency !== 'USD') return null
  return mandateWording(organizationName, formatMoney(money(DEBIT_MOST, currency)))
}

/**
 * Saves a card or a bank account without a charge, like a payment: on record with the client's consent, then the
 * set-up is made, its id committed, and only then confirmed by the server. The same token again is
 * the same set-up and asks nobody.
 */
export async function addMethod(
  app: App,
  caller: AnyCaller,
  request: AddMethod,
  place: RequestPlace,
): Promise<MethodSetup> {
  const first = await openSetup(app, caller, request, place)
  if (first instanceof CustomerMissing) await makeCustomer(app, caller.orgId, first)
  const opened =
    first instanceof CustomerMissing ? await openSetup(app, caller, request, place) : first
  assert(!(opened instanceof CustomerMissing), 'a customer that was made is there')
  const saved = opened.isNew ? await saveAtProcessor(app, opened.setup) : opened.setup
  app.changed(caller.orgId)
  return saved
}

async function openSetup(
  app: App,
  caller: AnyCaller,
  request: AddMethod,
  place: RequestPlace,
): Promise<{ setup: MethodSetup; isNew: boolean } | CustomerMissing> {
  try {
    return await inOrganization(app.db, caller.orgId, (tx) => open(app, tx, caller, request, place))
  } catch (error) {
    if (error instanceof CustomerMissing) return error
    throw error
  }
}

async function open(
  app: App,
  tx: Transaction,
  caller: AnyCaller,
  request: AddMethod,
  place: RequestPlace,
) {
  const { orgId } = caller
  const { kind = 'card' } = request
  const actor = await admit(tx, caller, 'wallet.write')
  const name = readText(request.name, 'name', { max: CARD_NAME_MAX, called: 'Names of methods' })
  const accountId = readId('acc', request.accountId, 'account')
  requireOwnAccount(actor, accountId)
  const account = (await lockAccount(tx, accountId)) ?? refuseUnknown('account')
  const before = await findSetupOfToken(tx, request.confirmationToken)
  if (before && isTheSame(before, accountId, request)) return { setup: before, isNew: false }
  const now = app.clock.now()
  if (account.archived) {
    refuse('client_archived', `Restore the client before saving a ${methodNoun({ kind })}.`, {
      moneyMoved: 'no',
    })
  }
  const replaced = await replacedMethod(tx, request.replaces, accountId)
  if (before) {
    refuse(
      'card_token_used',
      `These details were used already. Enter the ${methodNoun({ kind })} again.`,
      {
        field: 'confirmationToken',
      },
    )
  }
  const trier = trierOf(caller, actor, accountId)
  if (actor.kind === 'client' && actor.link) await requireUnused(tx, actor.link)
  if (trier) await limitTries(tx, trier, now)
  const isReplacement = replaced !== null
  if (actor.kind === 'staff') await requireSignedInOnce(tx, accountId, 'confirmationToken')
  const clients = await clientsOfAccount(tx, accountId)
  const clientNames = clients.map((client) => client.name).join(', ')
  const nameElse = actor.kind === 'client' ? actor.name : clientNames
  const billingAddress = readBillingAddress(request.billingAddress, 'billingAddress', nameElse)
  await requireRoom(tx, { accountId, kind, isReplacement, field: 'confirmationToken', now })
  const processorAccount = await currentProcessorAccount(tx)
  if (!processorAccount) {
    refuse('config_error', 'No card processor is set up yet. Nothing was saved.')
  }
  const customer = (await findCustomers(tx, accountId)).find(
    (one) => one.processorAccountId === processorAccount.id,
  )
  if (!customer) throw new CustomerMissing(accountId, processorAccount.id)
  const organization = await theOrganization(tx)
  const { currency } = organization
  const debitMost = kind === 'card' ? null : readDebitMost(request.debitMost, currency)
  const authorizationId = await recordConsent(app, tx, {
    orgId,
    accountId,
    paymentId: null,
    organizationName: organization.name,
    ...(debitMost === null
      ? {}
      : { wording: mandateWording(organization.name, formatMoney(money(debitMost, currency))) }),
    ...(actor.kind === 'client'
      ? { channel: actor.link ? 'link' : 'portal', givenBy: actor.name, recordedByName: null }
      : {
          channel: 'card_form',
          givenBy: clientNames,
          recordedByName: actor.name,
        }),
    methodName: name || replaced?.nickname || null,
    billingAddress,
    walletGroup: request.walletGroup ?? null,
    from: place,
    now,
  })
  const setup: MethodSetup = {
    id: app.newId(),
    orgId,
    kind,
    accountId,
    acceptance: kind === 'card' ? null : acceptanceOf(place, actor.kind === 'client', now),
    debitMost,
    state: 'created',
    processorAccountId: processorAccount.id,
    customerId: customer.customerId,
    confirmationToken: request.confirmationToken,
    intentId: null,
    authorizationId,
    replacesId: replaced?.id ?? null,
    makeDefault: (request.makeDefault || replaced?.isDefault) ?? false,
    methodId: null,
    recognized: false,
    card: null,
    bank: null,
    problem: null,
    openedByName: actor.name,
    createdAt: now,
    lookAt: nextSetupLook('created', 0, now),
    looks: 0,
    settledAt: null,
  }
  assert(setup.lookAt, 'a set-up that was opened is looked at')
  await insertSetup(tx, {
    ...setup,
    lookAt: setup.lookAt,
    openedBy: actor.id,
    accountPersonId: actor.kind === 'client' ? actor.accountPersonId : null,
  })
  if (trier) await noteTry(tx, trier, { id: app.newId(), at: now, setupId: setup.id })
  await recordAudit(tx, {
    id: app.newId(),
    orgId,
    at: now,
    actorId: actor.id,
    actorName: actor.name,
    verb: kind === 'card' ? 'card.add_asked' : 'bank_account.add_asked',
    subjectId: setup.id,
  })
  return { setup, isNew: true }
}

function isTheSame(before: MethodSetup, accountId: string, { replaces }: AddMethod): boolean {
  const replacesId = replaces === undefined ? null : fromTypeId('pm', replaces)
  return before.accountId === accountId && before.replacesId === replacesId
}

async function replacedMethod(tx: Transaction, given: string | undefined, accountId: string) {
  if (given === undefined) return null
  const method = await findMethod(tx, readId('pm', given, 'payment method'))
  if (method?.accountId !== accountId) return refuseUnknown('payment method')
  if (method.removedAt) {
    refuse('method_removed', `That ${methodNoun(method)} was removed. Add the new one instead.`, {
      field: 'replaces',
    })
  }
  return method
}

function readDebitMost(given: number | undefined, currency: string): bigint {
  if (currency !== 'USD') {
    refuse('method_currency', 'eChecks can only be charged in USD.', { moneyMoved: 'no' })
  }
  if (given === undefined) return DEBIT_MOST
  const read = checkAmount(given, currency, { maximum: CHARGE_MAXIMUM })
  if (!read.ok) return refuse(read.code, read.message, { field: 'debitMost' })
  return read.amount
}

/** Where staff type for the client, what the client agreed to was read to them, or signed. */
function acceptanceOf(place: RequestPlace, isClient: boolean, now: Date): Acceptance {
  return { type: isClient ? 'online' : 'offline', at: now.toISOString(), ...place }
}

/** Whatever is lost on the way, the row is found by the sweeper. */
async function saveAtProcessor(app: App, setup: MethodSetup): Promise<MethodSetup> {
  const { orgId, id, kind, accountId, customerId } = setup
  const processor = await app.processors.of(setup)
  const metadata = {
    org: toTypeId('org', orgId),
    setup: toTypeId('set', id),
    account: toTypeId('acc', accountId),
  }
  const created = await processor.createSetup(
    { customer: customerId, kind, metadata },
    `${orgId}.${id}.create`,
  )
  if (created.is !== 'answered') {
    // It was never confirmed, so no card can be saved: closing is safe and final.
    return settleSetup(app, setup, { to: 'canceled', problem: { reason: reasonOf(created) } })
  }
  const intentId = created.value.id
  const now = app.clock.now()
  const lookAt = nextSetupLook('confirming', 0, now)
  const committed = await inOrganization(app.db, orgId, (tx) =>
    commitSetupIntent(tx, id, intentId, now, lookAt),
  )
  if (!committed) {
    await processor.cancelSetup(intentId)
    return currentSetup(app, orgId, id)
  }
  const confirming: MethodSetup = { ...setup, state: 'confirming', intentId }
  const confirmed = await processor.confirmSetup(
    intentId,
    { token: setup.confirmationToken, acceptance: setup.acceptance },
    `${orgId}.${id}.confirm`,
  )
  if (confirmed.is === 'answered') return resolveSetup(app, confirming, confirmed.value)
  const problem = { reason: reasonOf(confirmed) }
  return confirmed.is === 'noAnswer'
    ? settleSetup(app, confirming, { to: 'unknown', problem })
    : endSetup(app, confirming, problem)
}

function reasonOf(answer: Exclude<Answer<Setup>, { is: 'answered' }>): string {
  if (answer.is === 'refused') return `refused:${answer.code}`
  return { noAccess: 'no_access', throttled: 'throttled', noAnswer: 'no_answer' }[answer.is]
}

async function currentSetup(app: App, orgId: string, id: string): Promise<MethodSetup> {
  const setup = await inOrganization(app.db, orgId, (tx) => findSetup(tx, id))
  assert(setup, 'a set-up that was opened exists')
  return setup
}
