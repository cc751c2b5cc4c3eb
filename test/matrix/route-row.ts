import type { Permission, Role } from '../../src/staff/roles.ts'
import type { TestOrganization } from '../support/world.ts'
import type { Things } from './things.ts'

export interface Call {
  path: string
  body?: unknown
  headers?: Record<string, string>
}

/**
 * One row of the authorization matrix. What a role gets follows from `needs` and the roles of the
 * product; a route of the server without a row here fails the test.
 */
export interface RouteRow {
  /** As the server registers it. */
  route: string
  /** Where one route has several rows. */
  about?: string
  /** A right in the organization; `member`: any role; `signedIn`: of any organization or none. */
  needs: Permission | 'member' | 'signedIn' | 'anybody'
  /** Further narrowed to these roles. */
  only?: Role[]
  /** The status for who may. */
  ok: number
  call(of: Things): Call
  /** Calls that mix things of two organizations, beside `call(theirs)`. */
  mixed?(mine: Things, theirs: Things): Call[]
  /** Makes what a call uses up, before each call that is let through. */
  fresh?(organization: TestOrganization): Promise<Partial<Things>>
  /** The path names nothing of an organization: there is no "other organization's id". */
  withoutIds?: true
  /** The answer has no end; its beginning is enough. */
  stream?: true
}
