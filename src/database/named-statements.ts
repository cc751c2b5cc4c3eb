import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import pg from 'pg'

/** Statements whose text varies (lists of values) must not fill the server's memory. */
const NAMES_MAX = 500
const names = new Map<string, string>()

type Query = (...args: unknown[]) => unknown

/**
 * A connection that prepares each statement once and plans it rarely: parsing and planning under
 * row level security costs more than running these statements. A pooler in transaction mode must
 * carry prepared statements (PgBouncer does from 1.21, with `max_prepared_statements`).
 */
export class NamingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config)
    const query = this.query.bind(this) as unknown as Query
    const named: Query = (first, values, ...rest) => {
      this.#holdBack()
      return typeof first === 'string' && Array.isArray(values) && isOne(first, values)
        ? query(withName(first, values), ...rest)
        : query(first, values, ...rest)
    }
    this.query = named as unknown as pg.Client['query']
  }

  #holding = false

  /** Statements made in one turn of the loop leave in one write: waking the other side is dear. */
  #holdBack(): void {
    if (this.#holding) return
    this.#holding = true
    const { stream } = (this as unknown as { connection: { stream: Socket } }).connection
    stream.cork()
    process.nextTick(() => {
      this.#holding = false
      stream.uncork()
    })
  }
}

/** One statement, and worth a name; several in one text cannot be prepared. */
function isOne(text: string, values: unknown[]): boolean {
  return values.length > 0 || text.startsWith('select ')
}

function withName(text: string, values: unknown[]): pg.QueryConfig {
  const known = names.get(text)
  if (known) return { name: known, text, values }
  if (names.size >= NAMES_MAX) return { text, values }
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 32)
  names.set(text, name)
  return { name, text, values }
}
