import { createRoute, z } from '@hono/zod-openapi'
import { answers, jsonBody } from '../http/contract.ts'
import { placeOf } from '../http/place.ts'
import { refuse } from '../http/problem.ts'
import { newRouter } from '../http/router.ts'
import {
  AskForReset,
  PasskeyAnswer,
  PasskeyQuestion,
  ProveCode,
  ResetPassword,
  ResetSeen,
  SignedIn,
} from './contract.ts'
import { openSession } from './open-session.ts'
import { beginPasskeySignIn, provePasskey } from './passkeys.ts'
import { askForReset, resetPassword, seeReset } from './password-reset.ts'
import { proveCode, type Vault } from './second-factor.ts'
import { endStep, seeStep } from './sign-in-step.ts'

const TokenPath = z.object({ token: z.string() })
const code = createRoute({
  method: 'post',
  path: '/sign-in/code',
  operationId: 'signInWithCode',
  request: { body: jsonBody(ProveCode) },
  responses: answers(200, SignedIn, 'Signed in; the password was checked before.'),
})
const askPasskey = createRoute({
  method: 'post',
  path: '/sign-in/passkey/options',
  operationId: 'askForPasskey',
  responses: answers(200, PasskeyQuestion, 'What the browser needs to use a passkey.'),
})
const passkey = createRoute({
  method: 'post',
  path: '/sign-in/passkey',
  operationId: 'signInWithPasskey',
  request: { body: jsonBody(PasskeyAnswer) },
  responses: answers(200, SignedIn, 'Signed in.'),
})
const ask = createRoute({
  method: 'post',
  path: '/password-resets',
  operationId: 'askForPasswordReset',
  request: { body: jsonBody(AskForReset) },
  responses: answers(200, SignedIn, 'The same for every address, whether somebody has it or not.'),
})
const see = createRoute({
  method: 'get',
  path: '/password-resets/{token}',
  operationId: 'getPasswordReset',
  request: { params: TokenPath },
  responses: answers(200, ResetSeen, 'Whose password the holder of the link chooses.'),
})
const reset = createRoute({
  method: 'post',
  path: '/password-resets/{token}',
  operationId: 'resetPassword',
  request: { params: TokenPath, body: jsonBody(ResetPassword) },
  responses: answers(200, SignedIn, 'Changed; every session of the person has ended.'),
})

/** Signing in beside the password, and the way back to one. */
export function signInRoutes(vault: Vault, publicOrigin: (requestUrl: string) => string) {
  const { app, login } = vault
  const siteOf = (url: string) => ({ origin: publicOrigin(url) })
  return newRouter()
    .openapi(code, async (c) => {
      const { token, code } = c.req.valid('json')
      const step = await seeStep(app, 'secondFactor', token)
      const person = step?.loginId ? await login.person(step.loginId) : undefined
      if (!person) {
        refuse('link_used', 'That took too long. Enter your password again.')
      }
      await proveCode(vault, person.id, code)
      await endStep(app, 'secondFactor', token)
      await openSession(c, login, person.email)
      return c.json({ done: true as const }, 200)
    })
    .openapi(askPasskey, async (c) =>
      c.json(await beginPasskeySignIn(vault, siteOf(c.req.url)), 200),
    )
    .openapi(passkey, async (c) => {
      const person = await provePasskey(vault, siteOf(c.req.url), {
        ...c.req.valid('json'),
        place: placeOf(c),
      })
      await openSession(c, login, person.email)
      return c.json({ done: true as const }, 200)
    })
    .openapi(ask, async (c) => {
      await askForReset(app, login, {
        email: c.req.valid('json').email,
        place: placeOf(c),
        linkTo: (token) => new URL(`/new-password/${token}`, publicOrigin(c.req.url)).href,
      })
      return c.json({ done: true as const }, 200)
    })
    .openapi(see, async (c) => c.json(await seeReset(app, login, c.req.valid('param').token), 200))
    .openapi(reset, async (c) => {
      const { token } = c.req.valid('param')
      await resetPassword(app, login, token, c.req.valid('json').password)
      return c.json({ done: true as const }, 200)
    })
}
