import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import type { RequestEnvironment } from '../http/caller.ts'
import { answers, jsonBody } from '../http/contract.ts'
import { placeOf } from '../http/place.ts'
import { refuse } from '../http/problem.ts'
import { newRouter } from '../http/router.ts'
import {
  hasOrganizations,
  sampleOrganization,
  theOrganization,
} from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import {
  AcceptInvitation,
  Entered,
  InvitationSeen,
  OpenBusiness,
  OpenDoor,
  Session,
  Setup,
} from './contract.ts'
import { acceptInvitation, seeInvitation } from './invite.ts'
import type { Login } from './login.ts'
import { openBusiness, type ProcessorKeys } from './open-business.ts'
import { openSession } from './open-session.ts'
import type { Role } from './roles.ts'
import { waysOf } from './second-factor.ts'
import { findStaffByRole, listStaff, organizationsOfLogin } from './store.ts'

export interface EntranceSettings {
  secret: string
  /** Where the sandbox is reached by a browser on this host name; null in production. */
  sandboxUrl: ((requestUrl: string) => string) | null
  /** The code an empty production server printed; null where none is asked. */
  firstRunCode: string | null
  /** Keys that a new organization starts with; null: none yet. */
  keysForNewOrganization: () => ProcessorKeys | null
}

const see = createRoute({
  method: 'get',
  path: '/setup',
  operationId: 'getSetup',
  responses: answers(200, Setup, 'What the front page offers.'),
})
const openDoor = createRoute({
  method: 'post',
  path: '/setup/doors',
  operationId: 'openDoor',
  request: { body: jsonBody(OpenDoor) },
  responses: answers(200, Entered, 'Signed in as that person of the sample business.'),
})
const open = createRoute({
  method: 'post',
  path: '/setup/organizations',
  operationId: 'openBusiness',
  request: { body: jsonBody(OpenBusiness) },
  responses: answers(201, Entered, 'The organization; its owner is signed in.'),
})
const session = createRoute({
  method: 'get',
  path: '/session',
  operationId: 'getSession',
  responses: answers(200, Session, 'Who is signed in, and where they work.'),
})
const TokenPath = z.object({ token: z.string() })
const seeInvite = createRoute({
  method: 'get',
  path: '/invitations/{token}',
  operationId: 'getInvitation',
  request: { params: TokenPath },
  responses: answers(200, InvitationSeen, 'What the holder of the link is invited to.'),
})
const acceptInvite = createRoute({
  method: 'post',
  path: '/invitations/{token}/accept',
  operationId: 'acceptInvitation',
  request: { params: TokenPath, body: jsonBody(AcceptInvitation) },
  responses: answers(200, Entered, 'A member now, and signed in.'),
})

/** The routes outside an organization: the front page, who is signed in, invitations. */
export function sessionRoutes(app: App, login: Login, settings: EntranceSettings) {
  return newRouter()
    .openapi(see, async (c) => {
      const sandboxUrl = settings.sandboxUrl?.(c.req.url) ?? null
      return c.json(
        {
          firstRun: !(await acrossOrganizations(app.db, hasOrganizations)),
          sample: sandboxUrl === null ? null : await seeSample(app),
          sandboxUrl,
        },
        200,
      )
    })
    .openapi(openDoor, async (c) => {
      const sample = settings.sandboxUrl
        ? await acrossOrganizations(app.db, sampleOrganization)
        : null
      if (!sample) refuse('not_found', 'There is no sample business on this server.')
      const { role } = c.req.valid('json')
      const { slug, member } = await inOrganization(app.db, sample, async (tx) => ({
        slug: (await theOrganization(tx)).slug,
        member: await findStaffByRole(tx, role),
      }))
      if (!member) refuse('not_found', 'Nobody in the sample business has this role.')
      return enter(c, login, member.email, slug, 200)
    })
    .openapi(open, async (c) => {
      const { code, ...request } = c.req.valid('json')
      if (settings.firstRunCode !== null && code !== settings.firstRunCode) {
        refuse(
          'confirmation_code_wrong',
          'Enter the code that the server printed when it started.',
          {
            field: 'code',
          },
        )
      }
      if (!settings.sandboxUrl && (await acrossOrganizations(app.db, hasOrganizations))) {
        refuse('forbidden', 'This server has its organization. Ask its owner for an invitation.')
      }
      const { slug } = await openBusiness(
        app,
        login,
        settings.secret,
        request,
        settings.keysForNewOrganization(),
      )
      return enter(c, login, request.email, slug, 201)
    })
    .openapi(session, async (c) => {
      const person = await login.loginOf(c.req.raw.headers)
      // Asked by every page that opens: being signed out is an answer, not an error.
      if (!person) return c.json({ person: null, organizations: [] }, 200)
      return c.json(
        {
          person: { name: person.name, email: person.email },
          organizations: await organizationsOf(app, person.id),
        },
        200,
      )
    })
    .openapi(seeInvite, async (c) => {
      const seen = await seeInvitation(app, login, c.req.valid('param').token)
      const { email, roleName, expiresAt } = seen.invitation
      return c.json(
        {
          organizationName: seen.organizationName,
          email,
          roleName,
          expiresAt: expiresAt.toISOString(),
          hasLogin: seen.hasLogin,
        },
        200,
      )
    })
    .openapi(acceptInvite, async (c) => {
      const { token } = c.req.valid('param')
      const { slug, email } = await acceptInvitation(app, login, token, {
        ...c.req.valid('json'),
        place: placeOf(c),
      })
      // Only the password was proven: who has a second factor goes on at the sign-in page.
      const loginId = await login.find(email)
      if (loginId && (await waysOf(app, loginId)).length > 0) return c.json({ slug }, 200)
      return enter(c, login, email, slug, 200)
    })
}

async function enter<Status extends 200 | 201>(
  c: Context<RequestEnvironment>,
  login: Login,
  email: string,
  slug: string,
  status: Status,
) {
  await openSession(c, login, email)
  return c.json({ slug }, status)
}

async function organizationsOf(app: App, loginId: string) {
  const memberships = await acrossOrganizations(app.db, (tx) => organizationsOfLogin(tx, loginId))
  return Promise.all(
    memberships.map(({ orgId, staffId }) =>
      inOrganization(app.db, orgId, async (tx) => {
        const { slug, name } = await theOrganization(tx)
        const member = (await listStaff(tx)).find((one) => one.id === staffId)
        return { slug, name, roleName: member?.roleName ?? '' }
      }),
    ),
  )
}

/** The doors of the sample business, in the order somebody new would try them. */
const DOORS: Role[] = ['frontDesk', 'billingManager', 'owner', 'administrator', 'readOnly']

async function seeSample(app: App) {
  const orgId = await acrossOrganizations(app.db, sampleOrganization)
  if (!orgId) return null
  return inOrganization(app.db, orgId, async (tx) => {
    const { slug, name } = await theOrganization(tx)
    const staff = await listStaff(tx)
    const doors = DOORS.flatMap((role) => {
      const member = staff.find((one) => one.role === role && !one.disabledAt)
      return member ? [{ role, name: member.name, title: member.roleName }] : []
    })
    return { slug, name, doors }
  })
}
