import { Pool, type PoolClient } from 'pg'
import { POSTGRES_SCHEMA } from './postgres-schema.ts'
import type { Changes, Delivery, IdempotencyRecord, ListQuery, Row, Store, Task } from './store.ts'

/** One process serves a database: the locks that serialise calls are in that process. */
const LOCK = 0x0f11e
const LOCK_WAIT_MS = 15_000
const CONNECTIONS = 16

/**
 * State that survives a restart and kill -9. Every call's effects are one statement, so they are
 * there whole or not at all; nothing else is needed, because one process holds the locks.
 */
export async function createPostgresStore(connectionString: string): Promise<Store> {
  const pool = new Pool({
    connectionString,
    max: CONNECTIONS,
    application_name: 'onfile-sandbox',
    options: '-c jit=off',
  })
  // A connection lost while idle is replaced by the next query, which reports what is wrong.
  pool.on('error', () => {})
  const holder = await prepare(pool)
  return { ...reads(pool), ...writes(pool), ...settings(pool), close: () => close(pool, holder) }
}

/** Waits until no other process serves this database, then makes the tables. */
async function prepare(pool: Pool): Promise<PoolClient> {
  const client = await pool.connect()
  client.on('error', () => {})
  try {
    await client.query(`set lock_timeout = ${LOCK_WAIT_MS}`)
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query(POSTGRES_SCHEMA)
    await client.query('reset lock_timeout')
  } catch (error) {
    client.release(true)
    await pool.end()
    throw error
  }
  return client
}

async function close(pool: Pool, holder: PoolClient): Promise<void> {
  holder.release(true)
  await pool.end()
}

interface ObjectRow extends Omit<Row, 'object' | 'hidden' | 'created'> {
  created: string
  data: { object: unknown; hidden: unknown }
}

function toRow({ data, created, ...row }: ObjectRow): Row {
  return { ...row, created: Number(created), object: data.object, hidden: data.hidden }
}

const COLUMNS = 'id, type, created, customer, label, data'

function reads(pool: Pool) {
  return {
    async read(account: string, ids: readonly string[]): Promise<Row[]> {
      if (ids.length === 0) return []
      const { rows } = await pool.query<ObjectRow>({
        name: 'read',
        text: `select ${COLUMNS} from object where account = $1 and id = any($2::text[])`,
        values: [account, ids],
      })
      return rows.map(toRow)
    },

    async list(account: string, query: ListQuery): Promise<Row[]> {
      const { text, values } = listStatement(account, query)
      const { rows } = await pool.query<ObjectRow>(text, values)
      const found = rows.map(toRow)
      return query.endingBefore === undefined ? found : found.reverse()
    },

    async findIdempotency(account: string, key: string): Promise<IdempotencyRecord | null> {
      const { rows } = await pool.query<Record<string, unknown>>({
        name: 'find_idempotency',
        text: 'select * from idempotency where account = $1 and key = $2',
        values: [account, key],
      })
      const row = rows[0]
      return row === undefined ? null : toRecord(row)
    },

    async accounts(): Promise<string[]> {
      const { rows } = await pool.query<{ account: string }>(
        'select distinct account from object order by account',
      )
      return rows.map((row) => row.account)
    },

    async deliveries(account: string, eventIds: readonly string[]): Promise<Delivery[]> {
      const text =
        'select * from delivery where account = $1 and event_id = any($2::text[]) order by id'
      const { rows } = await pool.query(text, [account, eventIds])
      return rows.map(toDelivery)
    },

    async findDelivery(id: string): Promise<Delivery | null> {
      const { rows } = await pool.query('select * from delivery where id = $1', [id])
      return rows[0] === undefined ? null : toDelivery(rows[0])
    },

    async dueTasks(now: (account: string) => number, limit: number): Promise<Task[]> {
      const { rows } = await pool.query('select distinct account from task')
      const found: Task[] = []
      for (const { account } of rows as Array<{ account: string }>) {
        const due = await pool.query(
          'select * from task where account = $1 and due_at <= $2 order by due_at, id limit $3',
          [account, now(account), limit],
        )
        found.push(...due.rows.map(toTask))
      }
      return found.slice(0, limit)
    },

    async dueDeliveries(now: (account: string) => number, limit: number): Promise<Delivery[]> {
      const pending = "select distinct account from delivery where state = 'pending'"
      const { rows } = await pool.query(pending)
      const found: Delivery[] = []
      for (const { account } of rows as Array<{ account: string }>) {
        const due = await pool.query(
          `select * from delivery where state = 'pending' and account = $1 and due_at <= $2
           order by due_at, seq limit $3`,
          [account, now(account), limit],
        )
        found.push(...due.rows.map(toDelivery))
      }
      return found.slice(0, limit)
    },
  }
}

function listStatement(account: string, query: ListQuery): { text: string; values: unknown[] } {
  const values: unknown[] = [account, query.type]
  const where = ['account = $1', 'type = $2']
  const add = (condition: string, value: unknown) => {
    values.push(value)
    where.push(condition.replace('?', `$${values.length}`))
  }
  const seqOf = '(select seq from object where account = $1 and id = ?)'
  if (query.customer !== undefined) add('customer = ?', query.customer)
  if (query.labels !== undefined) add('label = any(?::text[])', query.labels)
  if (query.createdFrom !== undefined) add('created >= ?', query.createdFrom)
  if (query.createdTo !== undefined) add('created <= ?', query.createdTo)
  if (query.startingAfter !== undefined) add(`seq < ${seqOf}`, query.startingAfter)
  if (query.endingBefore !== undefined) add(`seq > ${seqOf}`, query.endingBefore)
  const order = query.endingBefore === undefined ? 'desc' : 'asc'
  values.push(query.limit)
  const text = `select ${COLUMNS} from object where ${where.join(' and ')} order by seq ${order} limit $${values.length}`
  return { text, values }
}

const COMMIT = `
with
  saved_objects as (
    insert into object (account, id, type, created, customer, label, data)
    select $1, o.id, o.type, o.created, o.customer, o.label, o.data::jsonb
    from unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[])
      as o (id, type, created, customer, label, data)
    on conflict (account, id) do update
      set customer = excluded.customer, label = excluded.label, data = excluded.data
  ),
  saved_deliveries as (
    insert into delivery (account, id, event_id, endpoint_id, due_at, state)
    select $1, d.* from unnest($8::text[], $9::text[], $10::text[], $11::bigint[], $12::text[]) as d
  ),
  saved_tasks as (
    insert into task (account, id, kind, object_id, due_at)
    select $1, t.* from unnest($13::text[], $14::text[], $15::text[], $16::bigint[]) as t
  ),
  done_tasks as (delete from task where id = any($17::text[]))
insert into idempotency (account, key, endpoint, params_digest, status, body, request_id, created_at)
select $1, k.* from unnest(
  $18::text[], $19::text[], $20::text[], $21::int[], $22::text[], $23::text[], $24::bigint[]
) as k
on conflict (account, key) do update set
  endpoint = excluded.endpoint, params_digest = excluded.params_digest, status = excluded.status,
  body = excluded.body, request_id = excluded.request_id, created_at = excluded.created_at`

function writes(pool: Pool) {
  return {
    async commit(account: string, changes: Changes): Promise<void> {
      const { rows, deliveries, tasks } = changes
      const keys = changes.idempotency === null ? [] : [changes.idempotency]
      const values = [
        account,
        rows.map((row) => row.id),
        rows.map((row) => row.type),
        rows.map((row) => row.created),
        rows.map((row) => row.customer),
        rows.map((row) => row.label),
        rows.map((row) => JSON.stringify({ object: row.object, hidden: row.hidden })),
        deliveries.map((delivery) => delivery.id),
        deliveries.map((delivery) => delivery.eventId),
        deliveries.map((delivery) => delivery.endpointId),
        deliveries.map((delivery) => delivery.dueAt),
        deliveries.map((delivery) => delivery.state),
        tasks.map((task) => task.id),
        tasks.map((task) => task.kind),
        tasks.map((task) => task.objectId),
        tasks.map((task) => task.dueAt),
        changes.doneTasks,
        keys.map((record) => record.key),
        keys.map((record) => record.endpoint),
        keys.map((record) => record.paramsDigest),
        keys.map((record) => record.status),
        keys.map((record) => record.body),
        keys.map((record) => record.requestId),
        keys.map((record) => record.createdAt),
      ]
      await pool.query({ name: 'commit', text: COMMIT, values })
    },

    async saveDelivery(delivery: Delivery): Promise<void> {
      const { id, account, eventId, endpointId, attempts, dueAt, state, lastStatus } = delivery
      await pool.query({
        name: 'save_delivery',
        text: `insert into delivery (id, account, event_id, endpoint_id, attempts, due_at, state, last_status)
          values ($1, $2, $3, $4, $5, $6, $7, $8)
          on conflict (id) do update set attempts = excluded.attempts, due_at = excluded.due_at,
            state = excluded.state, last_status = excluded.last_status`,
        values: [id, account, eventId, endpointId, attempts, dueAt, state, lastStatus],
      })
    },

    async pruneIdempotency(account: string, before: number): Promise<number> {
      const text = 'delete from idempotency where account = $1 and created_at < $2'
      return (await pool.query(text, [account, before])).rowCount ?? 0
    },

    async reset(account: string | null): Promise<void> {
      const tables = ['object', 'idempotency', 'delivery', 'task']
      const where = account === null ? '' : ' where account = $1'
      for (const table of tables) {
        await pool.query(`delete from ${table}${where}`, account === null ? [] : [account])
      }
    },
  }
}

function settings(pool: Pool) {
  return {
    async readSetting(name: string): Promise<unknown> {
      const { rows } = await pool.query('select value from setting where name = $1', [name])
      return rows[0]?.value ?? null
    },
    async writeSetting(name: string, value: unknown): Promise<void> {
      await pool.query(
        `insert into setting (name, value) values ($1, $2::jsonb)
         on conflict (name) do update set value = excluded.value`,
        [name, JSON.stringify(value)],
      )
    },
  }
}

function toRecord(row: Record<string, unknown>): IdempotencyRecord {
  return {
    key: String(row.key),
    endpoint: String(row.endpoint),
    paramsDigest: String(row.params_digest),
    status: Number(row.status),
    body: String(row.body),
    requestId: String(row.request_id),
    createdAt: Number(row.created_at),
  }
}

function toTask(row: Record<string, unknown>): Task {
  return {
    id: String(row.id),
    account: String(row.account),
    kind: String(row.kind),
    objectId: String(row.object_id),
    dueAt: Number(row.due_at),
  }
}

function toDelivery(row: Record<string, unknown>): Delivery {
  return {
    id: String(row.id),
    account: String(row.account),
    eventId: String(row.event_id),
    endpointId: String(row.endpoint_id),
    attempts: Number(row.attempts),
    dueAt: Number(row.due_at),
    state: row.state as Delivery['state'],
    lastStatus: row.last_status === null ? null : Number(row.last_status),
  }
}
