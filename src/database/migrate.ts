import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { connect, type Database } from './connection.ts'
import { row, rows } from './transaction.ts'

const FOLDER = new URL('./migrations/', import.meta.url)

/**
 * Brings the database at `url` to the newest schema, each file in a transaction of its own, and
 * answers the names it ran. A file that ran before and reads differently now is refused.
 */
export async function migrate(url: string): Promise<string[]> {
  const db = connect(url, { connections: 1 })
  try {
    return await db.connection().execute((connection) => runMissing(connection))
  } finally {
    await db.destroy()
  }
}

async function runMissing(db: Database): Promise<string[]> {
  await sql`create table if not exists migration
    (name text primary key, hash text not null, ran_at timestamptz not null default now())`.execute(
    db,
  )
  const ran = new Map(
    (await rows<{ name: string; hash: string }>(db, sql`select name, hash from migration`)).map(
      (m) => [m.name, m.hash],
    ),
  )
  const fresh: string[] = []
  for (const file of await migrationFiles()) {
    const known = ran.get(file.name)
    if (known === undefined) {
      await runOne(db, file)
      fresh.push(file.name)
    } else if (known !== file.hash) {
      throw new Error(`Migration ${file.name} was changed after it ran. Write a new one instead.`)
    }
  }
  return fresh
}

async function runOne(db: Database, file: MigrationFile): Promise<void> {
  await sql.raw('begin').execute(db)
  try {
    // Two processes that start at once: the second waits here, then finds the row and skips.
    await sql.raw('lock table migration in share row exclusive mode').execute(db)
    const done = await row(db, sql`select from migration where name = ${file.name}`)
    if (!done) {
      await sql.raw(file.text).execute(db)
      await sql`insert into migration (name, hash) values (${file.name}, ${file.hash})`.execute(db)
    }
    await sql.raw('commit').execute(db)
  } catch (error) {
    await sql.raw('rollback').execute(db)
    throw new Error(`Migration ${file.name} failed: ${(error as Error).message}`, { cause: error })
  }
}

interface MigrationFile {
  name: string
  text: string
  hash: string
}

async function migrationFiles(): Promise<MigrationFile[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, FOLDER), 'utf8')
      return { name, text, hash: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

/** The names of migrations this code knows and the database has not run: `/readyz` and doctor. */
export async function missingMigrations(db: Database): Promise<string[]> {
  const ran = new Set(
    (await rows<{ name: string }>(db, sql`select name from migration`)).map((m) => m.name),
  )
  return (await migrationFiles()).map((file) => file.name).filter((name) => !ran.has(name))
}
