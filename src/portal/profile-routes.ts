import { createRoute, type z } from '@hono/zod-openapi'
import type { PortalPerson } from '../http/caller.ts'
import { answers, IdPath, jsonBody } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { placeOf } from '../http/place.ts'
import { refuse } from '../http/problem.ts'
import { newRouter } from '../http/router.ts'
import { readText } from '../http/text-field.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { AddPasskey, PasskeyQuestion } from '../staff/contract.ts'
import { askForEmail } from './change-email.ts'
import { AskEmail, Asked, NamePasskey, Profile, ProfileChanges, SignedOut } from './contract.ts'
import { clearPortalCookie } from './cookie.ts'
import { passkeysOf } from './passkey-store.ts'
import { addPasskey, beginPasskey, namePasskey, removePasskey } from './passkeys.ts'
import { endSessionsOf, findProfile, setProfile } from './profile-store.ts'
import type { PortalSettings } from './routes.ts'

const see = createRoute({
  method: 'get',
  path: '/profile',
  operationId: 'getPortalProfile',
  responses: answers(200, Profile, 'Who is signed in, and how.'),
})
const change = createRoute({
  method: 'patch',
  path: '/profile',
  operationId: 'changePortalProfile',
  request: { body: jsonBody(ProfileChanges) },
  responses: answers(200, Profile, 'As it is now.'),
})
const email = createRoute({
  method: 'post',
  path: '/profile/email',
  operationId: 'askForPortalEmail',
  request: { body: jsonBody(AskEmail) },
  responses: answers(
    200,
    Asked,
    'A mail goes to the new address; until its link is opened nothing changes.',
  ),
})
const begin = createRoute({
  method: 'post',
  path: '/profile/passkeys/options',
  operationId: 'beginPortalPasskey',
  responses: answers(200, PasskeyQuestion, 'What the browser needs to make a passkey.'),
})
const add = createRoute({
  method: 'post',
  path: '/profile/passkeys',
  operationId: 'addPortalPasskey',
  request: { body: jsonBody(AddPasskey) },
  responses: answers(201, Profile, 'It signs in from now on.'),
})
const name = createRoute({
  method: 'patch',
  path: '/profile/passkeys/{id}',
  operationId: 'namePortalPasskey',
  request: { params: IdPath, body: jsonBody(NamePasskey) },
  responses: answers(200, Profile, 'As it is now.'),
})
const remove = createRoute({
  method: 'delete',
  path: '/profile/passkeys/{id}',
  operationId: 'removePortalPasskey',
  request: { params: IdPath },
  responses: answers(200, Profile, 'As it is now; sessions that it opened have ended.'),
})
const leave = createRoute({
  method: 'delete',
  path: '/profile/sessions',
  operationId: 'leavePortalEverywhere',
  responses: answers(200, SignedOut, 'Every session of the person has ended, this one too.'),
})

/** What a person of the portal sets for themselves, whatever accounts are theirs. */
export function profileRoutes(app: App, settings: PortalSettings) {
  const siteOf = (url: string) => ({ origin: settings.publicOrigin(url) })
  return newRouter()
    .openapi(see, async (c) => c.json(await profileJson(app, c.var.portalPerson), 200))
    .openapi(change, async (c) => {
      const { name, language } = c.req.valid('json')
      const read = readText(name, 'name', { max: 120, called: 'Names' })
      if (name !== undefined && !read) {
        refuse('field_required', 'Enter your name.', { field: 'name' })
      }
      await setProfile(app.db, c.var.portalPerson.id, { name: read || undefined, language })
      return c.json(await profileJson(app, c.var.portalPerson), 200)
    })
    .openapi(email, async (c) => {
      const origin = settings.publicOrigin(c.req.url)
      await askForEmail(app, c.var.portalPerson, {
        email: c.req.valid('json').email,
        place: placeOf(c),
        linkTo: (token) => `${origin}/portal/confirm-email#${token}`,
      })
      return c.json({ asked: true as const }, 200)
    })
    .openapi(begin, async (c) =>
      c.json(await beginPasskey(app, c.var.portalPerson, siteOf(c.req.url)), 200),
    )
    .openapi(add, async (c) => {
      await addPasskey(app, c.var.portalPerson, siteOf(c.req.url), c.req.valid('json'))
      return c.json(await profileJson(app, c.var.portalPerson), 201)
    })
    .openapi(name, async (c) => {
      const id = readId('psk', c.req.valid('param').id, 'passkey')
      await namePasskey(app, c.var.portalPerson, { id, name: c.req.valid('json').name })
      return c.json(await profileJson(app, c.var.portalPerson), 200)
    })
    .openapi(remove, async (c) => {
      await removePasskey(
        app,
        c.var.portalPerson,
        readId('psk', c.req.valid('param').id, 'passkey'),
      )
      return c.json(await profileJson(app, c.var.portalPerson), 200)
    })
    .openapi(leave, async (c) => {
      await endSessionsOf(app.db, c.var.portalPerson.id)
      clearPortalCookie(c, settings.isSecure)
      return c.json({ signedOut: true as const }, 200)
    })
}

async function profileJson(app: App, person: PortalPerson): Promise<z.infer<typeof Profile>> {
  const profile =
    (await findProfile(app.db, person.id, app.clock.now())) ??
    refuse('signed_out', 'Sign in again. Nothing was charged.')
  const passkeys = await passkeysOf(app.db, person)
  return {
    ...profile,
    languages: ['en'],
    passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
      id: toTypeId('psk', id),
      name,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
  }
}
