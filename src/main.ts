import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { makeWeb } from './app.ts'
import { connect } from './database/connection.ts'
import { assertRoleIsHeld } from './database/role-guard.ts'
import { LiveBell } from './http/live.ts'
import { newId } from './kit/id.ts'
import { systemClock } from './kit/time.ts'
import type { App } from './processor/app.ts'
import { processorDirectory } from './processor/directory.ts'
import { reactions } from './reactions.ts'
import { type Login, makeLogin } from './staff/login.ts'
import type { ProcessorKeys } from './staff/open-business.ts'
import { readiness } from './start/readiness.ts'
import { startTimetable } from './timetable.ts'
import { usualMandate } from './wallet/add-method.ts'
import { authorizationWording } from './wallet/authorization.ts'

export interface ServerSettings {
  databaseUrl: string
  secret: string
  /** The address people type; null: whatever host each request names. */
  url: string | null
  host: string
  /** 0: a free one. */
  port: number
  /** Where the sandbox listens on this machine; null: no sandbox. */
  sandboxPort: (() => number) | null
  /** Asked of whoever makes the first organization; null: not asked. */
  firstRunCode: string | null
  /** Plain http is taken from public addresses too. */
  allowHttp?: boolean
  /** Another place that speaks Stripe's API, for tests; absent: Stripe's own. */
  stripeUrl?: string
  /** Stripe's keys from the settings, for the first organization. */
  stripeKeys: ProcessorKeys | null
}

export interface Server {
  app: App
  login: Login
  port: number
  stop(): Promise<void>
}

const PAGES = join(import.meta.dirname, '..', 'dist', 'web')

/** Composes the product: database, processor, sign-in, routes; and listens. */
export async function startServer(settings: ServerSettings): Promise<Server> {
  const { app, login, bell, close } = await composeApp(settings)
  const { sandboxPort } = settings
  const timetable = startTimetable(app, settings.secret, log)
  const web = makeWeb(app, login, bell, {
    secret: settings.secret,
    stripeUrl: settings.stripeUrl ?? null,
    firstRunCode: settings.firstRunCode,
    pagesFolder: PAGES,
    allowHttp: settings.allowHttp ?? false,
    isSecure: settings.url?.startsWith('https://') ?? false,
    publicOrigin: (requestUrl) => settings.url ?? new URL(requestUrl).origin,
    sandboxUrl: sandboxPort && ((requestUrl) => sandboxUrlFor(requestUrl, sandboxPort())),
    keysForNewOrganization: () => settings.stripeKeys ?? (sandboxPort ? freshSandboxKeys() : null),
    authorizationWording,
    mandateWording: usualMandate,
    readiness: () => readiness(app, timetable.pulses),
    log,
  })

  const http = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const server = serve({ fetch: web.fetch, port: settings.port, hostname: settings.host }, () =>
      resolve(server),
    )
    server.once('error', reject)
  })
  const address = http.address()
  return {
    app,
    login,
    port: typeof address === 'object' && address ? address.port : settings.port,
    async stop() {
      await new Promise<void>((resolve) => {
        http.close(() => resolve())
        if ('closeAllConnections' in http) http.closeAllConnections()
      })
      await timetable.stop()
      await close()
    },
  }
}

function log(line: Record<string, unknown>): void {
  process.stderr.write(`${JSON.stringify(line)}\n`)
}

/** The use cases' world without a listener: for the command line and for seeds. */
export async function composeApp(
  settings: Pick<ServerSettings, 'databaseUrl' | 'secret' | 'url' | 'sandboxPort' | 'stripeUrl'>,
): Promise<{ app: App; login: Login; bell: LiveBell; close: () => Promise<void> }> {
  const db = connect(settings.databaseUrl)
  await assertRoleIsHeld(db)
  const bell = new LiveBell()
  const app: App = {
    db,
    clock: systemClock,
    newId,
    url: settings.url,
    processors: processorDirectory(db, {
      secret: settings.secret,
      stripeUrl: settings.stripeUrl ?? null,
      sandboxUrl: () =>
        settings.sandboxPort ? `http://127.0.0.1:${settings.sandboxPort()}` : null,
    }),
    react: reactions(newId),
    changed: (orgId) => bell.ring(orgId),
  }
  const login = makeLogin(db, systemClock, { secret: settings.secret, url: settings.url })
  return { app, login, bell, close: () => db.destroy() }
}

/** The sandbox under the host name that the browser used, so that a phone reaches it too. */
function sandboxUrlFor(requestUrl: string, port: number): string {
  const url = new URL(requestUrl)
  return `http://${url.hostname}:${port}`
}

/** Keys that no other organization has: the sandbox opens an account for any pair it first sees. */
export function freshSandboxKeys(): ProcessorKeys {
  const suffix = randomBytes(12).toString('hex')
  return {
    kind: 'sandbox',
    mode: 'test',
    publishableKey: `pk_test_${suffix}`,
    secretKey: `sk_test_${suffix}`,
    webhookSecret: null,
  }
}
