import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded.ts'
import { isOpenToOthers } from '../../src/database/embedded-data.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The owner's address in the run's cluster; its database is the one to make others from. */
    cluster: { url: string; templates: string[] }
  }
}

export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

/** vitest's global set-up: one PostgreSQL per run, in a folder that goes when the run ends. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = join(reachableFolder(), `onfile-test-${randomBytes(6).toString('hex')}`)
  const cluster = await startEmbeddedPostgres({ dataDirectory: folder, fsync: false })
  const stopWatching = cleanUpWhenKilled(cluster)
  const templates = await makeTemplates(cluster)
  project.provide('cluster', { url: cluster.url, templates })
  return async () => {
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
    stopWatching()
  }
}

/**
 * A database of its own for a test file: `migrated` is the schema of Onfile without rows,
 * `empty` is what CREATE DATABASE gives.
 */
export async function createDatabase(
  template: 'migrated' | 'empty' = 'migrated',
): Promise<TestDatabase> {
  const { url, templates } = inject('cluster')
  const from = templates.includes(template) ? template : 'template1'
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(url, `create database ${name} template ${from}`)
  return {
    url: withDatabase(url, name),
    drop: () => onServer(url, `drop database if exists ${name} with (force)`),
  }
}

/** The template is made by the migrations themselves, once per run. */
async function makeTemplates(cluster: EmbeddedPostgres): Promise<string[]> {
  const path = join(import.meta.dirname, 'migrate-template.ts')
  if (!existsSync(path)) return []
  const { migrate }: { migrate(url: string): Promise<void> } = await import(path)
  await onServer(cluster.url, 'create database migrated')
  await migrate(withDatabase(cluster.url, 'migrated'))
  // A template that somebody is connected to cannot be copied.
  await onServer(
    cluster.administratorUrl,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'migrated'`,
  )
  return ['migrated']
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function withDatabase(url: string, database: string): string {
  const address = new URL(url)
  address.pathname = `/${database}`
  return address.href
}

/** Root's PostgreSQL runs as another user, who cannot enter a temporary folder of root's own. */
function reachableFolder(): string {
  return process.getuid?.() !== 0 || isOpenToOthers(tmpdir()) ? tmpdir() : '/var/tmp'
}

/**
 * A killed run cannot clean up, so a shell waits for the end of its input, which comes when this
 * process is gone, and does it then.
 */
function cleanUpWhenKilled({ pid, dataDirectory }: EmbeddedPostgres): () => void {
  if (process.platform === 'win32') return () => {}
  const shell = spawn(
    '/bin/sh',
    [
      '-c',
      'read -r done; [ "$done" = done ] && exit; kill -QUIT "$1" 2>/dev/null; sleep 1; rm -rf "$2"',
      'sh',
      String(pid),
      dataDirectory,
    ],
    { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  )
  shell.unref()
  const { stdin } = shell
  // A pipe must not keep the run alive.
  if (stdin && 'unref' in stdin) (stdin as unknown as { unref(): void }).unref()
  return () => stdin?.end('done\n')
}
