import { AsyncLocalStorage } from 'node:async_hooks'
import { betterAuth } from 'better-auth'
import { magicLink } from 'better-auth/plugins'
import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { row, violatedConstraint } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import type { Clock } from '../kit/time.ts'
import { type Person, personOf, sessionToken } from './session.ts'

/** A link made on the server opens the door this long (experience (b)1). */
export const SIGN_IN_LINK_MINUTES = 30
/** Staff sessions end after this long, used or not (ASVS 7.3.2): everybody signs in once a day. */
const SESSION_HOURS = 12
const PASSWORD_LENGTH_MIN = 10

export interface LoginSettings {
  secret: string
  /** The public address, if it is set; else each request's own host is it. */
  url: string | null
}

/** Sign-in of staff: credentials and sessions by better-auth, and nothing more of it. */
export type Login = ReturnType<typeof makeLogin>

export function makeLogin(db: Database, clock: Clock, settings: LoginSettings) {
  const caught = new AsyncLocalStorage<{ token?: string }>()

  const auth = betterAuth({
    database: { db: db.withSchema('auth'), type: 'postgres' },
    secret: settings.secret,
    // Without a public address this is a trial on a private network: whatever host a request names.
    baseURL: settings.url ?? {
      allowedHosts: ['*'],
      protocol: 'http',
      fallback: 'http://localhost',
    },
    basePath: '/api/auth',
    trustedOrigins: (request) => (request ? [new URL(request.url).origin] : []),
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH_MIN,
    },
    user: { modelName: 'login' },
    account: { modelName: 'credential' },
    session: {
      expiresIn: SESSION_HOURS * 3600,
      disableSessionRefresh: true,
    },
    // Ours counts by the address typed and the connection's own; this one trusts a header.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'onfile',
      useSecureCookies: settings.url?.startsWith('https://') ?? false,
    },
    plugins: [
      magicLink({
        expiresIn: SIGN_IN_LINK_MINUTES * 60,
        disableSignUp: true,
        storeToken: 'hashed',
        sendMagicLink: ({ token }) => {
          const store = caught.getStore()
          assert(store, 'links are made on the server only')
          store.token = token
        },
      }),
    ],
  })

  return {
    /** Serves /api/auth/*. Making links is not for the outside. */
    handle: (request: Request) => auth.handler(request),

    /**
     * Who is signed in, if anybody. Every request asks this, so it is one statement, and a session
     * that was ended a moment ago is ended now.
     */
    async loginOf(headers: Headers): Promise<Person | null> {
      const token = sessionToken(headers.get('cookie') ?? '', settings.secret)
      return token === null ? null : ((await personOf(db, token, clock.now())) ?? null)
    },

    /** The token of a link that signs this person in once, within 30 minutes. */
    async makeLinkToken(email: string): Promise<string> {
      const store: { token?: string } = {}
      await caught.run(store, () =>
        auth.api.signInMagicLink({ body: { email }, headers: new Headers() }),
      )
      assert(store.token, 'a link was made')
      return store.token
    },

    /** Signs in by a link's token; the answer carries the cookies. */
    redeemLinkToken: (token: string, headers: Headers): Promise<Response> =>
      auth.api.magicLinkVerify({ query: { token }, headers, asResponse: true }),

    /** Makes a person who signs in with this password; answers the login id, or null if the address is taken. */
    async create(person: { name: string; email: string; password: string | null }) {
      const context = await auth.$context
      if (await context.internalAdapter.findUserByEmail(person.email)) return null
      const login = await context.internalAdapter
        .createUser(
          { name: person.name, email: person.email, emailVerified: true },
          { method: 'admin' },
        )
        .catch((error: unknown) => {
          // Somebody else took the address between the look and the insert.
          if (violatedConstraint(error)) return null
          throw error
        })
      if (!login) return null
      if (person.password !== null) {
        await context.internalAdapter.linkAccount({
          userId: login.id,
          providerId: 'credential',
          accountId: login.id,
          password: await context.password.hash(person.password),
        })
      }
      return login.id
    },

    /** Undoes `create`, for a person whose business could not be opened. */
    async remove(loginId: string): Promise<void> {
      await sql`delete from auth.login where id = ${loginId}`.execute(db)
    },

    /** The login with this address. */
    async find(email: string): Promise<string | null> {
      const context = await auth.$context
      const found = await context.internalAdapter.findUserByEmail(email)
      return found?.user.id ?? null
    },

    /** Whether this is the password of that person. */
    async passwordMatches(email: string, password: string): Promise<boolean> {
      const context = await auth.$context
      const found = await context.internalAdapter.findUserByEmail(email, { includeAccounts: true })
      const hash = found?.accounts.find((a) => a.providerId === 'credential')?.password
      return hash ? context.password.verify({ hash, password }) : false
    },

    /** Whether this person signs in with a password at all. */
    async hasPassword(email: string): Promise<boolean> {
      const context = await auth.$context
      const found = await context.internalAdapter.findUserByEmail(email, { includeAccounts: true })
      return found?.accounts.some((a) => a.providerId === 'credential' && a.password) ?? false
    },

    /** Gives a person another password, or their first; every session of theirs ends. */
    async setPassword(loginId: string, password: string): Promise<void> {
      const context = await auth.$context
      const hash = await context.password.hash(password)
      const accounts = await context.internalAdapter.findAccounts(loginId)
      if (accounts.some((a) => a.providerId === 'credential')) {
        await context.internalAdapter.updatePassword(loginId, hash)
      } else {
        await context.internalAdapter.linkAccount({
          userId: loginId,
          providerId: 'credential',
          accountId: loginId,
          password: hash,
        })
      }
      await this.endSessions(loginId)
    },

    /** The person of this login. */
    person: (loginId: string): Promise<Person | undefined> =>
      row(db, sql`select id, name, email from auth.login where id = ${loginId}`),

    /** Ends every session of a person, wherever they are signed in. */
    async endSessions(loginId: string): Promise<void> {
      await sql`delete from auth.session where "userId" = ${loginId}`.execute(db)
    },
  }
}

/** Refused before anything is written; better-auth checks the same when a password is changed. */
export function isPasswordLongEnough(password: string): boolean {
  return password.length >= PASSWORD_LENGTH_MIN
}
