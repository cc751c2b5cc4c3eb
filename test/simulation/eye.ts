import pg from 'pg'
import type { Invariant } from '../../src/check/invariant.ts'
import { INVARIANTS } from '../../src/check/invariants.ts'
import { Violation } from './violation.ts'

/** What the simulated business is called. */
export const BUSINESS_NAME = 'Simulated Studio'
const TABLES_KEPT = ['migration']

/** A payment as it is committed. */
export interface SeenPayment {
  id: string
  tender: string
  state: string
  intentId: string | null
  amount: number
  accountId: string
}

/** What is due next, in milliseconds; infinite where nothing is. */
export interface Due {
  payment: number
  event: number
  poll: number
  refund: number
  setup: number
  fee: number
  payouts: number
  /** When all is compared with the processor. */
  night: number
}

export interface Snapshot {
  payments: SeenPayment[]
  due: Due
  /** Events that are stored. */
  events: number
}

/**
 * The simulation's own view of what is committed, over all organizations, on a connection that
 * nothing of the product uses.
 */
export class Eye {
  private readonly client: pg.Client
  private readonly names = new Map<string, string>()

  private constructor(client: pg.Client) {
    this.client = client
  }

  static async open(url: string): Promise<Eye> {
    const client = new pg.Client(url)
    await client.connect()
    return new Eye(client)
  }

  close(): Promise<void> {
    return this.client.end()
  }

  /** Emptying a database is for simulated businesses only. */
  async refuseRealData(): Promise<void> {
    await this.client.query('set role onfile_auditor')
    const { rowCount } = await this.client.query(
      'select from organization where name <> $1 limit 1',
      [BUSINESS_NAME],
    )
    await this.client.query('reset role')
    if (rowCount)
      throw new Error('This database is in use: the simulation empties the one it gets.')
  }

  /** An empty database, with heaps as fresh as their first day: rows without an order repeat theirs. */
  async empty(): Promise<void> {
    await this.client.query('reset role')
    const { rows } = await this.client.query<{ name: string }>(
      `select format('%I', relname) as name from pg_class
       where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> all ($1)`,
      [TABLES_KEPT],
    )
    await this.client.query(`truncate ${rows.map((table) => table.name).join(', ')}`)
    await this.client.query('set role onfile_auditor')
  }

  /** Plans and the order of rows must not depend on when a background worker came by. */
  async prepare(): Promise<void> {
    await this.client.query(`do $$ declare t text; begin
      for t in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' loop
        execute format('alter table %I set (autovacuum_enabled = false)', t);
      end loop; end $$`)
  }

  /** Changes the schema, as its owner; answers how to change it back. */
  async dropIndexes(names: readonly string[]): Promise<string[]> {
    const { rows } = await this.client.query<{ definition: string; drop: string }>(
      `select pg_get_indexdef(i::regclass) as definition, coalesce(
         (select format('alter table %s drop constraint %I', conrelid::regclass, conname)
          from pg_constraint where conindid = i::regclass and contype = 'u'), format('drop index %s', i)) as drop
       from unnest($1::text[]) i`,
      [names],
    )
    for (const { drop } of rows) await this.client.query(drop)
    return rows.map((row) => row.definition)
  }

  async asOwner(statements: readonly string[]): Promise<void> {
    await this.client.query('reset role')
    for (const statement of statements) await this.client.query(statement)
  }

  async rows<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    let name = this.names.get(text)
    if (!name) {
      name = `seen ${this.names.size}`
      this.names.set(text, name)
    }
    return (await this.client.query({ name, text, values: [...values] })).rows as Row[]
  }

  async snapshot(): Promise<Snapshot> {
    const [found] = await this.rows<
      Record<keyof Due, Date | null> & { events: number; payments: SeenPayment[] | null }
    >(SNAPSHOT)
    if (!found) throw new Error('a snapshot is one row')
    const { payments, events, ...due } = found
    const at = Object.entries(due).map(([what, date]) => [
      what,
      date?.getTime() ?? Number.POSITIVE_INFINITY,
    ])
    return { payments: payments ?? [], events, due: Object.fromEntries(at) as Due }
  }

  /** The first invariant of `onfile check` that does not hold. */
  async violation(now: Date, which: 'all' | 'timeless'): Promise<Violation | null> {
    const [found] = await this.rows<{ name: string; org: string; id: string }>(
      which === 'all' ? EVERY_INVARIANT : TIMELESS_INVARIANTS,
      which === 'all' ? [now] : [],
    )
    return found ? new Violation(found.name, found.id) : null
  }
}

const SNAPSHOT = `select (select min(look_at) from payment) as payment,
  (select min(look_at) from processor_event) as event,
  (select min(events_look_at) from processor_account) as poll,
  (select min(look_at) from refund) as refund,
  (select min(look_at) from method_setup) as setup,
  (select min(look_at) from payment_fee) as fee,
  (select min(coalesce(r.look_at, a.created_at + interval '1 minute')) from processor_account a
     left join payout_reading r on r.processor_account_id = a.id) as payouts,
  (select min(coalesce(r.look_at, a.created_at + interval '1 hour')) from processor_account a
     left join difference_reading r on r.processor_account_id = a.id) as night,
  (select count(*)::integer from processor_event) as events,
  (select json_agg(json_build_object('id', id, 'tender', tender, 'state', state, 'intentId', intent_id, 'amount', amount,
     'accountId', account_id) order by id) from payment) as payments`

const EVERY_INVARIANT = inOneStatement(INVARIANTS)
/** Without those that speak of time that passes while somebody works: they hold in the end. */
const TIMELESS_INVARIANTS = inOneStatement(
  INVARIANTS.filter(({ violations }) => !violations.includes('$now')),
)

function inOneStatement(invariants: readonly Invariant[]): string {
  return invariants
    .map(
      ({ name, violations }) =>
        `select '${name}' as name, org::text, id::text
         from (${violations.replaceAll('$now', '$1::timestamptz')}) broken (org, id)`,
    )
    .join(' union all ')
}
