import { randomBytes } from 'node:crypto'
import { addSampleBusiness, SAMPLE_OWNER } from '../../seeds/harbor-center.ts'
import {
  type EmbeddedPostgres,
  embeddedSecret,
  startEmbeddedPostgres,
} from '../database/embedded.ts'
import { migrate } from '../database/migrate.ts'
import { acrossOrganizations } from '../database/transaction.ts'
import { type Server, type ServerSettings, startServer } from '../main.ts'
import { hasOrganizations } from '../organizations/organization.ts'
import type { ProcessorKeys } from '../staff/open-business.ts'
import { adoptStripeKeys } from './adopt-stripe-keys.ts'
import { choosePort } from './choose-port.ts'
import { rememberAddress } from './last-address.ts'
import { printWelcome, withoutPassword } from './print-welcome.ts'
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts'
import { subscribeToSandbox } from './sandbox-webhooks.ts'
import type { Settings } from './settings.ts'
import { stopOnSignals } from './stop-on-signals.ts'

/** What is tried first, so that a bookmark of yesterday works today. */
const PORT = 7070

/** `npm start`: everything that is needed, in one command, until Ctrl-C. */
export async function startCommand(settings: Settings): Promise<void> {
  const stops: (() => Promise<void>)[] = []
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  stopOnSignals(stopAll)
  try {
    await (settings.database.kind === 'external'
      ? startInProduction(settings, settings.database.url, stops)
      : startOnThisMachine(settings, stops))
  } catch (error) {
    await stopAll()
    throw error
  }
}

async function startOnThisMachine(settings: Settings, stops: (() => Promise<void>)[]) {
  const note = (line: string) => process.stdout.write(`${line}\n`)
  const database = await startEmbeddedPostgres({
    ...(settings.dataDirectory ? { dataDirectory: settings.dataDirectory } : {}),
    log: note,
  })
  stops.push(database.stop)
  await migrate(database.url)
  const sandbox = await startSandbox(database, settings.host)
  stops.push(() => sandbox.stop())
  const secret = settings.secret ?? embeddedSecret(database.dataDirectory)
  const server = await listen(settings, {
    databaseUrl: database.url,
    secret,
    sandboxPort: () => sandbox.port,
    firstRunCode: null,
  })
  stops.push(server.stop)
  const address = settings.url ?? addressOf(settings.host, server.port)
  if (!(await acrossOrganizations(server.app.db, hasOrganizations))) {
    note('Loading the sample business…')
    await addSampleBusiness({ ...server, secret, sandboxUrl: `http://127.0.0.1:${sandbox.port}` })
  }
  await subscribeToSandbox(server.app, secret, `http://127.0.0.1:${server.port}`)
  rememberAddress(database.dataDirectory, address)
  printWelcome({
    address,
    signInLink: await signInLink(server, SAMPLE_OWNER.email, address),
    data: database.dataDirectory,
    sandbox: true,
    trial: true,
  })
}

async function startInProduction(
  settings: Settings,
  databaseUrl: string,
  stops: (() => Promise<void>)[],
) {
  await migrate(databaseUrl)
  const code = randomBytes(9).toString('base64url')
  const server = await listen(settings, {
    databaseUrl,
    secret: settings.secret ?? '',
    sandboxPort: null,
    firstRunCode: code,
  })
  stops.push(server.stop)
  const keys = keysOf(settings)
  if (keys) await adoptStripeKeys(server.app, settings.secret ?? '', keys)
  const empty = !(await acrossOrganizations(server.app.db, hasOrganizations))
  printWelcome({
    address: settings.url ?? addressOf(settings.host, server.port),
    signInLink: null,
    setUpCode: empty ? code : null,
    data: withoutPassword(databaseUrl),
    sandbox: false,
    trial: false,
  })
}

function startSandbox(database: EmbeddedPostgres, host: string): Promise<SandboxProcess> {
  return startSandboxProcess({
    databaseUrl: database.sandboxUrl,
    dataDirectory: database.dataDirectory,
    host,
  })
}

async function listen(
  settings: Settings,
  rest: Pick<ServerSettings, 'databaseUrl' | 'secret' | 'sandboxPort' | 'firstRunCode'>,
): Promise<Server> {
  return startServer({
    ...rest,
    url: settings.url,
    host: settings.host,
    allowHttp: settings.allowHttp,
    // A port that was asked for is taken or refused; only our own choice may move.
    port: settings.port ?? (await choosePort(PORT, settings.host)),
    stripeKeys: keysOf(settings),
  })
}

function keysOf({ stripe }: Settings): ProcessorKeys | null {
  return (
    stripe && {
      kind: 'stripe',
      mode: stripe.secretKey.includes('_live_') ? 'live' : 'test',
      ...stripe,
    }
  )
}

/** A link that signs in once, within 30 minutes. */
export async function signInLink(
  { login }: Pick<Server, 'login'>,
  email: string,
  address: string,
): Promise<string> {
  const token = await login.makeLinkToken(email)
  return `${address}/api/auth/magic-link/verify?token=${token}&callbackURL=/`
}

function addressOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${name}:${port}`
}
