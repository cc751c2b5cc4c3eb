import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../src/database/connection.ts'
import { inOrganization, row, run } from '../src/database/transaction.ts'
import { FIRST_NAMES, LAST_NAMES, MIDDLE_NAMES } from './crowd-names.ts'

/** An organization to be filled, and what its rows refer to. */
export interface CrowdedPlace {
  orgId: string
  processorAccountId: string
  staff: { id: string; name: string }
  currency: string
  timeZone: string
}

export interface Crowd {
  clients: number
  payments: number
  now: Date
  log: (line: string) => void
}

const CLIENTS_A_TIME = 50_000
const PAYMENTS_A_TIME = 20_000
const YEARS = 2
const DAY_MS = 86_400_000

/**
 * Fills an organization with people, cards, invoices and payments, with every row that the use
 * cases would have written, so that the books add up. Sets of rows instead of use cases: a million
 * takes minutes. Chance is a function of the number of the row, so a second run looks the same.
 */
export async function addCrowd(db: Database, place: CrowdedPlace, crowd: Crowd): Promise<void> {
  for (const [from, to] of batches(crowd.clients, CLIENTS_A_TIME)) {
    await inOrganization(db, place.orgId, (tx) => run(tx, insertClients(place, crowd, from, to)))
    await inOrganization(db, place.orgId, (tx) => run(tx, insertWallets(place, crowd, from, to)))
    await inOrganization(db, place.orgId, (tx) => run(tx, insertOwed(place, crowd, from, to)))
    crowd.log(`${to} clients`)
  }
  let receipts = 0n
  for (const [from, to] of batches(crowd.payments, PAYMENTS_A_TIME)) {
    const paid = await inOrganization(db, place.orgId, (tx) =>
      row<{ paid: bigint }>(tx, insertPayments(place, crowd, from, to, receipts)),
    )
    receipts += paid?.paid ?? 0n
    crowd.log(`${to} payments`)
  }
  // Planned as for an organization of nobody, the sums take minutes.
  await sql`analyze account, invoice, payment`.execute(db)
  await inOrganization(db, place.orgId, async (tx) => {
    await run(tx, SUMS)
    await run(
      tx,
      sql`update counter set last = case kind
            when 'receipt' then ${BigInt(FIRST_RECEIPT) + receipts}::bigint
            when 'invoice' then coalesce((select max(number) from invoice), last)
            when 'client' then ${FIRST_CLIENT - 1 + crowd.clients} else last end`,
    )
  })
}

const FIRST_CLIENT = 1000
const FIRST_RECEIPT = 1000
const FIRST_INVOICE = 100

function* batches(count: number, size: number): Generator<[from: number, to: number]> {
  for (let from = 1; from <= count; from += size) {
    yield [from, Math.min(count, from + size - 1)]
  }
}

/** Kinds of rows, as they stand in the ids made here. */
const KIND = {
  account: 1,
  client: 2,
  method: 3,
  authorization: 4,
  openInvoice: 5,
  payment: 6,
  invoice: 7,
  allocation: 8,
  receipt: 9,
  audit: 10,
} as const

/** An id of version 7 made of a moment, the kind and the number of the row: what refers to it needs no look-up. */
function idOf(kind: keyof typeof KIND, n: RawBuilder<unknown>, at: RawBuilder<unknown>) {
  return sql`(lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(${sql.lit(KIND[kind])}), 3, '0')
    || '8' || lpad(to_hex(${n}::bigint), 15, '0'))::uuid`
}

/** A number from 0 below `below` that looks like chance and is the same each time. */
function chance(n: RawBuilder<unknown>, salt: number, below: number) {
  return sql`((hashint8extended(${n}::bigint, ${sql.lit(salt)}) & 2147483647) % ${sql.lit(below)})`
}

function oneOf(words: readonly string[], n: RawBuilder<unknown>, salt: number) {
  return sql`(array[${sql.join(words.map((word) => sql.lit(word)))}])[1 + ${chance(n, salt, words.length)}]`
}

const N = sql`n`

/** When the client of a number came; the first came first. */
function cameAt({ clients, now }: Crowd, n: RawBuilder<unknown>) {
  const start = new Date(now.getTime() - 3 * 365 * DAY_MS)
  return sql`(${start}::timestamptz + (${n})::bigint * ${((365 * DAY_MS) / 1000 / (clients + 1)).toFixed(6)}::float8 * interval '1 second')`
}

/** Every fifth client belongs to the account of the one before. */
function payerOf(n: RawBuilder<unknown>) {
  return sql`(case when ${n} % 5 = 0 and ${n} > 1 then ${n} - 1 else ${n} end)`
}

function insertClients({ orgId }: CrowdedPlace, crowd: Crowd, from: number, to: number) {
  return sql`with person as materialized (
      select n, ${cameAt(crowd, N)} as at, ${oneOf(FIRST_NAMES, N, 1)} as first,
        case when ${chance(N, 2, 4)} = 0 then ${oneOf(MIDDLE_NAMES, N, 3)} || ' ' else '' end as middle,
        ${oneOf(LAST_NAMES, N, 4)} || case when ${chance(N, 27, 6)} = 0 then '-' || ${oneOf(LAST_NAMES, N, 28)} else '' end as last
      from generate_series(${from}::bigint, ${to}::bigint) n),
    paying as (
      insert into account (org_id, id, name, created_at)
      select ${orgId}::uuid, ${idOf('account', N, sql`at`)}, first || ' ' || middle || last, at
      from person where ${payerOf(N)} = n)
    insert into client (org_id, id, account_id, number, name, email, phone, created_at, archived_at)
    select ${orgId}::uuid, ${idOf('client', N, sql`at`)}, ${idOf('account', payerOf(N), cameAt(crowd, payerOf(N)))}, ${FIRST_CLIENT - 1} + n,
      first || ' ' || middle || last,
      case when ${chance(N, 5, 100)} < 88 then
        folded(regexp_replace(first || '.' || last, '[^[:alpha:].]', '', 'g')) || n || '@' ||
        (array['example.com', 'example.org', 'example.net', 'mail.example'])[1 + ${chance(N, 6, 4)}] end,
      case when ${chance(N, 7, 100)} < 80 then
        format('(%s) %s-%s', 200 + ${chance(N, 8, 700)}, 200 + ${chance(N, 9, 700)},
          lpad(${chance(N, 10, 10_000)}::text, 4, '0')) end,
      at, case when ${chance(N, 11, 200)} = 0 then at + interval '300 days' end
    from person`
}

/** Three accounts of ten have a card, with the consent under which it is charged. */
function insertWallets(place: CrowdedPlace, crowd: Crowd, from: number, to: number) {
  const { orgId, processorAccountId, staff } = place
  return sql`with owner as materialized (
      select n, at, ${idOf('account', N, sql`at`)} as account_id, ${idOf('method', N, sql`at`)} as method_id,
        ${idOf('authorization', N, sql`at`)} as authorization_id
      from (select n, ${cameAt(crowd, N)} as at from generate_series(${from}::bigint, ${to}::bigint) n) as came
      where ${payerOf(N)} = n and ${chance(N, 12, 10)} < 3),
    known as (
      insert into processor_customer (org_id, processor_account_id, account_id, customer_id)
      select ${orgId}::uuid, ${processorAccountId}::uuid, account_id, 'cus_crowd' || n from owner),
    agreed as (
      insert into "authorization" (org_id, id, account_id, purpose, wording_version, wording, wording_hash,
        channel, given_by, created_at)
      select ${orgId}::uuid, authorization_id, account_id, 'staff_charges', '2026-11', 'Save this card and charge it later.',
        encode(sha256('Save this card and charge it later.'::bytea), 'hex'), 'card_form', ${staff.name}, at from owner),
    saved as (
      insert into payment_method (org_id, id, account_id, processor_account_id, processor_method_id, wallet_group,
        brand, last4, exp_month, exp_year, fingerprint, is_default, authorized, created_at)
      select ${orgId}::uuid, method_id, account_id, ${processorAccountId}::uuid, 'pm_crowd' || n, method_id,
        ${oneOf(['visa', 'visa', 'mastercard', 'amex', 'discover'], N, 13)}, lpad(${chance(N, 14, 10_000)}::text, 4, '0'),
        1 + ${chance(N, 15, 12)}, 2026 + ${chance(N, 16, 5)}, 'crowd' || n, true, true, at from owner)
    insert into authorization_event (org_id, authorization_id, seq, kind, method_id, root_id, at, by_whom)
    select ${orgId}::uuid, authorization_id, 1, 'in_force', method_id, authorization_id, at, ${staff.name} from owner`
}

/** Every sixth account owes an invoice; some are late. */
function insertOwed(place: CrowdedPlace, crowd: Crowd, from: number, to: number) {
  const { orgId, currency } = place
  return sql`with debtor as materialized (
      select n, ${idOf('account', N, sql`at`)} as account_id, ${idOf('openInvoice', N, sql`at`)} as invoice_id,
        2500 * (1 + ${chance(N, 17, 40)}) as total,
        (${crowd.now}::timestamptz - interval '60 days')::date + ${chance(N, 18, 90)}::integer as due_on,
        ${crowd.now}::timestamptz - interval '90 days' as at, ${FIRST_INVOICE + crowd.payments}::bigint + n as number
      from (select n, ${cameAt(crowd, N)} as at from generate_series(${from}::bigint, ${to}::bigint) n) as came
      where ${payerOf(N)} = n and ${chance(N, 19, 6)} = 0),
    ${invoicesOf(orgId, currency, sql`debtor`, sql`0`)}
    insert into ledger_line (org_id, source, source_id, event, n, debit, credit, amount, currency, account_id, invoice_id,
      posted_at, effective_on)
    select ${orgId}::uuid, 'invoice', invoice_id, 'issued', 0, 'receivable', 'revenue', total, ${currency}, account_id,
      invoice_id, at, at::date from debtor`
}

function invoicesOf(
  orgId: string,
  currency: string,
  from: RawBuilder<unknown>,
  allocated: RawBuilder<unknown>,
) {
  return sql`issued as (
      insert into invoice (org_id, id, account_id, number, currency, total, allocated, issued_on, due_on, created_at)
      select ${orgId}::uuid, invoice_id, account_id, number, ${currency}, total, ${allocated}, at::date, due_on, at from ${from}),
    lines as (
      insert into invoice_line (org_id, invoice_id, position, description, thousandths, unit_amount, amount)
      select ${orgId}::uuid, invoice_id, 0, 'Lessons', 1000, total, total from ${from})`
}

function insertPayments(
  place: CrowdedPlace,
  crowd: Crowd,
  from: number,
  to: number,
  receipts: bigint,
) {
  const { orgId, processorAccountId, staff, currency, timeZone } = place
  const seconds = ((YEARS * 365 * DAY_MS) / 1000 / (crowd.payments + 1)).toFixed(6)
  const start = new Date(crowd.now.getTime() - YEARS * 365 * DAY_MS)
  const at = sql`(${start}::timestamptz + n * ${seconds}::float8 * interval '1 second')`
  const who = payerOf(sql`(1 + ${chance(N, 20, crowd.clients)})`)
  const day = (moment: RawBuilder<unknown>) => sql`((${moment}) at time zone ${timeZone})::date`
  return sql`with drawn as materialized (
      select n, ${at} as at, ${who} as payer, ${chance(N, 21, 100)} as luck, 500 * (2 + ${chance(N, 22, 60)}) as total,
        ${oneOf(['card', 'card', 'card', 'card', 'card', 'card', 'card', 'cash', 'check', 'externalCard'], N, 29)} as tender
      from generate_series(${from}::bigint, ${to}::bigint) n),
    made as materialized (
      select n, at, total, tender, ${day(sql`at + interval '2 seconds'`)} as day, ${idOf('payment', N, sql`at`)} as id,
        ${idOf('account', sql`payer`, cameAt(crowd, sql`payer`))} as account_id,
        case when luck < 95 or tender <> 'card' then 'succeeded' when luck < 99 then 'failed' else 'canceled' end as state,
        case when luck < 99 and tender = 'card' then 'pi_crowd' || n end as intent_id,
        case when tender = 'card' then jsonb_build_object('brand', ${oneOf(['visa', 'visa', 'mastercard', 'amex'], N, 23)},
          'last4', lpad(${chance(N, 24, 10_000)}::text, 4, '0'), 'expMonth', 1 + ${chance(N, 25, 12)}, 'expYear', 2030,
          'fingerprint', null) end as card
      from drawn),
    paid as materialized (
      select m.*, m.id as payment_id, ${idOf('invoice', N, sql`at`)} as invoice_id, ${FIRST_INVOICE}::bigint + n as number,
        (at + interval '14 days')::date as due_on, row_number() over (order by n) as nth
      from made m where state = 'succeeded'),
    opened as (
      insert into payment (org_id, id, account_id, tender, tender_id, amount, currency, state, processor_account_id,
        intent_id, intent_parameters, confirm_parameters, off_session, save_method, card, check_number, problem,
        description, posted_on, reference, receipt_email, opened_by, opened_by_name, created_at, changed_at, settled_at,
        allocated)
      select ${orgId}::uuid, id, account_id, tender, (select t.id from tender t where t.kind = made.tender), total,
        ${currency}, state, case tender when 'card' then ${processorAccountId}::uuid end, intent_id,
        case tender when 'card' then jsonb_build_object('amount', total, 'currency', lower(${currency}),
          'customer', 'cus_crowd', 'saveMethod', false, 'metadata', '{}'::jsonb) end,
        case tender when 'card' then '{"with": "confirmationToken", "token": "ctoken_crowd"}'::jsonb end, false, false,
        card, case tender when 'check' then (1000 + n % 9000)::text end,
        case state when 'failed' then '{"reason": "declined", "decline": {"code": "card_declined", "declineCode": "insufficient_funds", "adviceCode": null, "networkAdviceCode": null, "networkDeclineCode": null}}'::jsonb
          when 'canceled' then '{"reason": "processor_unavailable"}'::jsonb end,
        ${oneOf(['', '', 'Lessons', 'Deposit', 'Late fee'], N, 26)}, day,
        case when ${chance(N, 30, 3)} = 0 then to_char(day, 'YYYYMMDD') || '-' || n || '-' || tender end,
        case when ${chance(N, 31, 3)} = 0 then 'payer' || ${chance(N, 20, crowd.clients)} || '@example.com' end,
        ${staff.id}::uuid, ${staff.name}, at, at + interval '2 seconds', at + interval '2 seconds',
        case state when 'succeeded' then total else 0 end from made),
    aimed as (
      insert into payment_target (org_id, payment_id, position, account_id, invoice_id, amount, holds)
      select ${orgId}::uuid, m.id, 0, m.account_id, p.invoice_id, m.total, false
      from made m left join paid p on p.id = m.id),
    story as (
      insert into payment_transition (org_id, payment_id, seq, from_state, to_state, at, door, by_name)
      select ${orgId}::uuid, m.id, s.seq, s.before, coalesce(s.after, m.state), m.at + (s.seq - 1) * interval '1 second',
        s.door, case when s.seq = 1 then ${staff.name} end
      from made m join (values ('charged', 1, null, 'created', 'request'), ('charged', 2, 'created', 'confirming', 'answer'),
        ('charged', 3, 'confirming', null, 'answer'), ('closed', 1, null, 'created', 'request'),
        ('closed', 2, 'created', 'canceled', 'answer'), ('recorded', 1, null, 'succeeded', 'request'))
        s (kind, seq, before, after, door)
        on s.kind = case when m.tender <> 'card' then 'recorded' when m.state = 'canceled' then 'closed' else 'charged' end),
    noted as (
      insert into audit_entry (org_id, id, at, actor_id, actor_name, verb, subject_id)
      select ${orgId}::uuid, ${idOf('audit', N, sql`at`)}, at, ${staff.id}::uuid, ${staff.name},
        case tender when 'card' then 'payment.opened' else 'payment.recorded' end, id from made),
    keyed as (
      insert into idempotency_key (org_id, actor, key, request_hash, made_id, created_at)
      select ${orgId}::uuid, ${staff.id}, 'crowd-' || n, '\\x00', id, at from made),
    ${invoicesOf(orgId, currency, sql`paid`, sql`total`)},
    allocated as (
      insert into allocation (org_id, id, payment_id, invoice_id, n, amount, created_at, effective_on, by_name, why,
        due_after)
      select ${orgId}::uuid, ${idOf('allocation', N, sql`at`)}, payment_id, invoice_id, 0, total,
        at + interval '2 seconds', day, ${staff.name}, 'payment', 0 from paid),
    proven as (
      insert into receipt (org_id, id, payment_id, number, issued_at, balance_after)
      select ${orgId}::uuid, ${idOf('receipt', N, sql`at`)}, payment_id, ${BigInt(FIRST_RECEIPT) + receipts}::bigint + nth,
        at + interval '2 seconds', 0 from paid),
    booked as (
      insert into ledger_line (org_id, source, source_id, event, n, debit, credit, amount, currency, account_id,
        invoice_id, processor_account_id, posted_at, effective_on)
      select ${orgId}::uuid, b.source, case b.source when 'invoice' then invoice_id else payment_id end, b.event, 0,
        case when b.event <> 'received' then b.debit when tender = 'card' then 'clearing' when tender = 'check' then 'checks'
          when tender = 'externalCard' then 'terminal' else tender end,
        b.credit, total, ${currency}, account_id, case b.event when 'received' then null else invoice_id end,
        case when b.event = 'received' and tender = 'card' then ${processorAccountId}::uuid end, at, day
      from paid, (values ('invoice', 'issued', 'receivable', 'revenue'), ('payment', 'received', null, 'unapplied'),
        ('payment', 'applied', 'unapplied', 'receivable')) b (source, event, debit, credit))
    select count(*) as paid from paid`
}

/** The sums kept with each account, from the rows they are sums of. */
const SUMS = sql`update account a
  set receivable = s.due, lifetime_value = s.value, last_payment_at = s.last
  from (select c.id, coalesce(i.due, 0) as due, coalesce(p.value, 0) as value, p.last
    from account c
    left join (select account_id, sum(due)::bigint as due from invoice group by 1) i on i.account_id = c.id
    left join (select account_id, sum(amount)::bigint as value, max(settled_at) as last from payment
      where state = 'succeeded' group by 1) p on p.account_id = c.id) s
  where s.id = a.id and (a.receivable, a.lifetime_value, a.last_payment_at) is distinct from (s.due, s.value, s.last)`
