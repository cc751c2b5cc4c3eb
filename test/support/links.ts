import { ADDRESS } from './address.ts'
import { PORTAL } from './portal.ts'
import { type Answer, cardToken, type TestOrganization, type World } from './world.ts'

/** The page of somebody who holds a link. */
export interface LinkPage {
  id: string
  url: string
  token: string
  open(): Promise<Answer>
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  pay(more: Record<string, unknown>, key?: string): Promise<Answer>
}

/** Makes a link and hands over what its page does, from a network address if one is named. */
export async function sentLink(
  world: World,
  organization: TestOrganization,
  request: Record<string, unknown>,
  from?: string,
): Promise<LinkPage> {
  const made = await organization
    .as('frontDesk')
    .post('/links', request, { 'idempotency-key': crypto.randomUUID() })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  const { id, url } = made.body
  return { id, url, ...linkPage(world, organization, url.split('#')[1], from) }
}

export function linkPage(
  world: World,
  organization: TestOrganization,
  token: string,
  from?: string,
): Omit<LinkPage, 'id' | 'url'> {
  const headers = { 'onfile-link': token, ...(from ? { 'x-forwarded-for': from } : {}) }
  const post = (path: string, body: unknown = {}, more: Record<string, string> = {}) =>
    world.nobody.post(`${PORTAL}/link${path}`, body, { ...headers, ...more })
  return {
    token,
    open: () => world.nobody.get(`${PORTAL}/link`, headers),
    get: (path) => world.nobody.get(`${PORTAL}/link${path}`, headers),
    post,
    pay: async ({ card = 'pm_card_visa', save = false, ...more }, key = crypto.randomUUID()) =>
      post(
        '/payments',
        {
          currency: 'USD',
          method: {
            kind: 'new',
            save,
            billingAddress: ADDRESS,
            confirmationToken: await cardToken(organization.stripe, card as string, {
              save: save as boolean,
            }),
          },
          ...more,
        },
        { 'idempotency-key': key },
      ),
  }
}
