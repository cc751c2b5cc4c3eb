import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { createDatabase } from './cluster.ts'

test('every database is made apart from the others and goes when it is dropped', async () => {
  const first = await createDatabase('empty')
  const second = await createDatabase('empty')
  await query(first.url, 'create table only_here ()')
  expect(await query(second.url, `select to_regclass('only_here') as found`)).toEqual([
    { found: null },
  ])

  await first.drop()
  await second.drop()
  const left = await query(
    inject('cluster').url,
    `select datname from pg_database where datname in ('${nameOf(first.url)}', '${nameOf(second.url)}')`,
  )
  expect(left).toEqual([])
})

test('the role of tests is no superuser, as in production', async () => {
  const rows = await query(
    inject('cluster').url,
    'select rolsuper, rolbypassrls from pg_roles where rolname = current_user',
  )
  expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false }])
})

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1)
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
