import type { EmbeddedPostgres } from '../src/database/embedded.ts'
import { composeApp } from '../src/main.ts'
import type { Login } from '../src/staff/login.ts'
import { startSandboxProcess } from '../src/start/sandbox-process.ts'
import { startChild } from './child.ts'
import { type Api, apiOf } from './load.ts'
import { closers } from './run.ts'

/**
 * Onfile in a process of its own on a database with made-up people, with its sandbox as `onfile start`
 * has it: the recurring jobs run as they always do, and find what they look for.
 */
export async function openServer(cluster: EmbeddedPostgres, secret: string) {
  const sandbox = await startSandboxProcess({
    databaseUrl: cluster.sandboxUrl,
    dataDirectory: cluster.dataDirectory,
    host: '127.0.0.1',
  })
  closers.push(() => sandbox.stop())
  const { app, login, close } = await composeApp({
    databaseUrl: cluster.url,
    secret,
    url: null,
    sandboxPort: () => sandbox.port,
  })
  closers.push(close)
  const onfile = await startChild('server.ts', [cluster.url, secret, String(sandbox.port)])
  closers.push(onfile.stop)
  return {
    app,
    async askAs({ slug, email }: { slug: string; email: string }): Promise<Api> {
      const cookie = await cookieOf(login, email)
      const api = apiOf(onfile.port, { 'onfile-organization': slug, cookie })
      closers.push(async () => api.close())
      return api
    },
  }
}

/** The session of somebody who followed a sign-in link. */
export async function cookieOf(login: Login, email: string): Promise<string> {
  const redeemed = await login.redeemLinkToken(await login.makeLinkToken(email), new Headers())
  return redeemed.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
}
