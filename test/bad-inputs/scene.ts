import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { inOrganization, run } from '../../src/database/transaction.ts'
import { fromTypeId } from '../../src/kit/id.ts'
import { newWord } from '../support/word.ts'
import {
  type Answer,
  type Browser,
  browser,
  clientOwing,
  type TestOrganization,
  type World,
} from '../support/world.ts'

/** A business with a client in every awkward situation, for requests that must be refused. */
export interface Scene {
  world: World
  studio: TestOrganization
  desk: Browser
  /** Owes $100.00 and has a Visa on file. */
  owing: Client
  /** A card of somebody else in the same business. */
  neighbour: Client
  /** Owes nothing more: the invoice is paid. */
  paid: Client
  voided: Client
  /** The invoice is a draft. */
  drafted: Client
  archived: Client
  removedCard: Client
  expiredCard: Client
  stoppedCard: Client
  revokedCard: Client
  /** Was charged $64.00 a moment ago. */
  charged: Client
  /** Of another organization. */
  foreign: Client
  yen: { desk: Browser; accountId: string }
  /** Charges the owing client with what is changed; a new key each time. */
  charge(changes: Record<string, unknown>, key?: string): Promise<Answer>
  /** The same with the body as text, for JSON that no object makes. */
  chargeText(body: string, headers?: Record<string, string>): Promise<Answer>
}

export type Client = Awaited<ReturnType<typeof clientOwing>>

export async function makeScene(world: World): Promise<Scene> {
  const studio = await world.organization('Harbor Studio')
  const other = await world.organization('Other Studio')
  const desk = studio.as('frontDesk')
  const withCard = (name: string) =>
    clientOwing(studio, { name, owed: 10_000, savedCard: 'pm_card_visa' })

  const owing = await withCard('Maria Alvarez')
  const removedCard = await withCard('Rae Removed')
  await desk.delete(`/payment-methods/${removedCard.methodId}`)
  const expiredCard = await withCard('Eve Expired')
  await setMethod(world, studio, expiredCard, sql`exp_month = 3, exp_year = 2026`)
  const stoppedCard = await withCard('Stan Stopped')
  await setMethod(world, studio, stoppedCard, sql`do_not_charge_at = now()`)
  const revokedCard = await withCard('Rita Revoked')
  await revokeConsent(desk, revokedCard)
  const archived = await withCard('Archie Archived')
  await desk.post(`/clients/${archived.clientId}/archive`)
  const paid = await withCard('Paula Paid')
  await desk.pay(chargeOf(paid, { amount: 10_000 }))
  const manager = studio.as('billingManager')
  const voided = await withCard('Vera Void')
  await manager.post(
    `/invoices/${voided.invoiceId}/credit-notes`,
    { void: true, reason: 'Written twice' },
    { 'idempotency-key': randomUUID() },
  )
  const charged = await withCard('Dora Double')
  await desk.pay(chargeOf(charged, { amount: 6_400 }))

  return {
    world,
    studio,
    desk,
    owing,
    neighbour: await clientOwing(studio, {
      name: 'Ned Neighbour',
      savedCard: 'pm_card_mastercard',
    }),
    paid,
    voided,
    drafted: await withDraft(manager, await withCard('Dolly Draft')),
    archived,
    removedCard,
    expiredCard,
    stoppedCard,
    revokedCard,
    charged,
    foreign: await clientOwing(other, {
      name: 'Frida Foreign',
      owed: 7_000,
      savedCard: 'pm_card_visa',
    }),
    yen: await yenBusiness(world),
    charge: (changes, key) => desk.pay(chargeOf(owing, changes), key),
    chargeText: (body, headers = {}) =>
      desk.send('POST', '/payments', {
        body,
        headers: {
          origin: world.base,
          cookie: desk.cookie,
          'onfile-organization': studio.slug,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
          ...headers,
        },
      }),
  }
}

async function withDraft(manager: Browser, client: Client): Promise<Client> {
  const lines = [{ description: 'Lessons', quantity: 1, unitAmount: 4_000 }]
  const draft = await manager.post('/invoice-drafts', { accountId: client.accountId, lines })
  return { ...client, invoiceId: draft.body.id }
}

/** A charge of a client's saved card. */
export function chargeOf(client: Client, changes: Record<string, unknown> = {}) {
  return {
    accountId: client.accountId,
    amount: 4_000,
    currency: 'USD',
    method: { kind: 'saved', methodId: client.methodId },
    ...changes,
  }
}

async function setMethod(
  world: World,
  { orgId }: TestOrganization,
  client: Client,
  values: ReturnType<typeof sql>,
): Promise<void> {
  const id = fromTypeId('pm', client.methodId)
  await inOrganization(world.server.app.db, orgId, (tx) =>
    run(tx, sql`update payment_method set ${values} where id = ${id}`),
  )
}

async function revokeConsent(desk: Browser, client: Client): Promise<void> {
  const billing = await desk.get(`/clients/${client.clientId}/billing`)
  await desk.post(`/authorizations/${billing.body.methods[0].authorization.id}/revoke`)
}

async function yenBusiness(world: World): Promise<Scene['yen']> {
  const opened = await world.nobody.post('/setup/organizations', {
    name: 'Tokyo Studio',
    currency: 'JPY',
    timeZone: 'Asia/Tokyo',
    ownerName: 'Yui Yamada',
    email: `yui-${newWord()}@example.com`,
    password: 'a long password',
  })
  const cookie = opened.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const desk = browser(world.base, opened.body.slug, cookie)
  const client = await desk.post('/clients', { name: 'Ken Sato' })
  return { desk, accountId: client.body.account.id }
}
