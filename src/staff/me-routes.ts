import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { RequestEnvironment } from '../http/caller.ts'
import { answers, IdPath, jsonBody } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { placeOf } from '../http/place.ts'
import { refuse } from '../http/problem.ts'
import { newRouter } from '../http/router.ts'
import { toTypeId } from '../kit/id.ts'
import {
  AddPasskey,
  ConfirmTotp,
  OwnPassword,
  PasskeyQuestion,
  RecoveryCodes,
  SecondFactor,
  TotpSecret,
} from './contract.ts'
import { addPasskey, beginPasskey, removePasskey } from './passkeys.ts'
import {
  beginTotp,
  confirmTotp,
  removeTotp,
  renewRecoveryCodes,
  requirePassword,
  seeSecondFactor,
  type Vault,
} from './second-factor.ts'
import type { Person } from './session.ts'

const see = createRoute({
  method: 'get',
  path: '/me/second-factor',
  operationId: 'getSecondFactor',
  responses: answers(200, SecondFactor, 'How you prove who you are beside the password.'),
})
const begin = createRoute({
  method: 'post',
  path: '/me/totp',
  operationId: 'beginTotp',
  request: { body: jsonBody(OwnPassword) },
  responses: answers(201, TotpSecret, 'A secret for your app, shown once.'),
})
const confirm = createRoute({
  method: 'post',
  path: '/me/totp/confirm',
  operationId: 'confirmTotp',
  request: { body: jsonBody(ConfirmTotp) },
  responses: answers(200, RecoveryCodes, 'From now on a code is asked at sign-in.'),
})
const removeApp = createRoute({
  method: 'post',
  path: '/me/totp/remove',
  operationId: 'removeTotp',
  request: { body: jsonBody(OwnPassword) },
  responses: answers(200, SecondFactor, 'What is left.'),
})
const renew = createRoute({
  method: 'post',
  path: '/me/recovery-codes',
  operationId: 'renewRecoveryCodes',
  request: { body: jsonBody(OwnPassword) },
  responses: answers(201, RecoveryCodes, 'New codes, shown once; the old ones are void.'),
})
const beginKey = createRoute({
  method: 'post',
  path: '/me/passkeys/options',
  operationId: 'beginPasskey',
  request: { body: jsonBody(OwnPassword) },
  responses: answers(200, PasskeyQuestion, 'What the browser needs to make a passkey.'),
})
const addKey = createRoute({
  method: 'post',
  path: '/me/passkeys',
  operationId: 'addPasskey',
  request: { body: jsonBody(AddPasskey) },
  responses: answers(201, RecoveryCodes, 'It signs you in from now on.'),
})
const removeKey = createRoute({
  method: 'post',
  path: '/me/passkeys/{id}/remove',
  operationId: 'removePasskey',
  request: { params: IdPath, body: jsonBody(OwnPassword) },
  responses: answers(200, SecondFactor, 'What is left.'),
})

/** A person's own second factor, whatever organizations they work in. */
export function meRoutes(vault: Vault, publicOrigin: (requestUrl: string) => string) {
  const siteOf = (url: string) => ({ origin: publicOrigin(url) })

  async function me(c: Context<RequestEnvironment>): Promise<Person> {
    const person = await vault.login.loginOf(c.req.raw.headers)
    return person ?? refuse('signed_out', 'Sign in again. Nothing was charged.')
  }
  async function provenMe(
    c: Context<RequestEnvironment>,
    { password }: { password?: string | undefined },
  ): Promise<Person> {
    const person = await me(c)
    await requirePassword(vault, person, { password, place: placeOf(c) })
    return person
  }

  return newRouter()
    .openapi(see, async (c) => c.json(await stateOf(vault, await me(c)), 200))
    .openapi(begin, async (c) => {
      const person = await provenMe(c, c.req.valid('json'))
      return c.json(await beginTotp(vault, person), 201)
    })
    .openapi(confirm, async (c) => {
      const codes = await confirmTotp(vault, await me(c), c.req.valid('json').code)
      return c.json({ recoveryCodes: codes }, 200)
    })
    .openapi(removeApp, async (c) => {
      const person = await provenMe(c, c.req.valid('json'))
      await removeTotp(vault, person)
      return c.json(await stateOf(vault, person), 200)
    })
    .openapi(renew, async (c) => {
      const person = await provenMe(c, c.req.valid('json'))
      return c.json({ recoveryCodes: await renewRecoveryCodes(vault, person.id) }, 201)
    })
    .openapi(beginKey, async (c) => {
      const person = await provenMe(c, c.req.valid('json'))
      return c.json(await beginPasskey(vault, person, siteOf(c.req.url)), 200)
    })
    .openapi(addKey, async (c) => {
      const person = await me(c)
      const codes = await addPasskey(vault, person, siteOf(c.req.url), c.req.valid('json'))
      return c.json({ recoveryCodes: codes }, 201)
    })
    .openapi(removeKey, async (c) => {
      const person = await provenMe(c, c.req.valid('json'))
      await removePasskey(vault, person, readId('psk', c.req.valid('param').id, 'passkey'))
      return c.json(await stateOf(vault, person), 200)
    })
}

async function stateOf(vault: Vault, person: Person) {
  const { totpSince, passkeys, recoveryCodesLeft, hasPassword } = await seeSecondFactor(
    vault,
    person,
  )
  return {
    totpSince: totpSince?.toISOString() ?? null,
    passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
      id: toTypeId('psk', id),
      name,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
    recoveryCodesLeft,
    hasPassword,
  }
}
