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

/** One document holds all that one call writes: a single parameter is the cheapest to send. */
const COMMIT = `
with
  given as (select $2::jsonb as all_of_it),
  holder as (
    select 1 from idempotency, given
    where account = $1 and key = all_of_it->'keys'->0->>'key' and created_at > $3
  ),
  given_to_write as (select all_of_it from given where not exists (select from holder)),
  saved_objects as (
    insert into object (account, id, type, created, customer, label, data)
    select $1, o.id, o.type, o.created, o.customer, o.label,
      jsonb_build_object('object', o.object, 'hidden', o.hidden)
    from given_to_write, jsonb_to_recordset(all_of_it->'rows') as o (
      id text, type text, created bigint, customer text, label text, object jsonb, hidden jsonb)
    on conflict (account, id) do update
      set customer = excluded.customer, label = excluded.label, data = excluded.data
  ),
  saved_deliveries as (
    insert into delivery (account, id, event_id, endpoint_id, due_at, state)
    select $1, d.id, d."eventId", d."endpointId", d."dueAt", d.state
    from given_to_write, jsonb_to_recordset(all_of_it->'deliveries') as d (
      id text, "eventId" text, "endpointId" text, "dueAt" bigint, state text)
  ),
  saved_tasks as (
    insert into task (account, id, kind, object_id, due_at)
    select $1, t.id, t.kind, t."objectId", t."dueAt"
    from given_to_write, jsonb_to_recordset(all_of_it->'tasks') as t (
      id text, kind text, "objectId" text, "dueAt" bigint)
    on conflict (id) do nothing
  ),
  done_tasks as (
    delete from task using given_to_write
    where id in (select jsonb_array_elements_text(all_of_it->'doneTasks'))
  ),
  saved_keys as (
    insert into idempotency
      (account, key, endpoint, params_digest, status, body, request_id, created_at)
    select $1, k.key, k.endpoint, k."paramsDigest", k.status, k.body, k."requestId", k."createdAt"
    from given_to_write, jsonb_to_recordset(all_of_it->'keys') as k (
      key text, endpoint text, "paramsDigest" text, status int, body text, "requestId" text,
      "createdAt" bigint)
    on conflict (account, key) do update set
      endpoint = excluded.endpoint, params_digest = excluded.params_digest,
      status = excluded.status, body = excluded.body, request_id = excluded.request_id,
      created_at = excluded.created_at
  )
select 1 from holder`

function writes(pool: Pool) {
  return {
    async commit(account: string, changes: Changes): Promise<IdempotencyRecord | null> {
      const { rows, deliveries, tasks, doneTasks, idempotency, keysHoldFrom } = changes
      const keys = idempotency === null ? [] : [idempotency]
      const all = JSON.stringify({ rows, deliveries, tasks, doneTasks, keys })
      const values = [account, all, keysHoldFrom]
      const { rowCount } = await pool.query({ name: 'commit', text: COMMIT, values })
      return rowCount === 0 ? null : findIdempotency(pool, account, idempotency?.key ?? '')
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

async function findIdempotency(
  pool: Pool,
  account: string,
  key: string,
): Promise<IdempotencyRecord | null> {
  const text = 'select * from idempotency where account = $1 and key = $2'
  const { rows } = await pool.query<Record<string, unknown>>(text, [account, key])
  return rows[0] === undefined ? null : toRecord(rows[0])
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
