import { type Answer, type Browser, browser, type TestOrganization, type World } from './world.ts'

/** The newest private mail to an address, as the outbox of an organization without a mail server keeps it. */
async function newestMail(organization: TestOrganization, to: string): Promise<string> {
  const owner = organization.as('owner')
  const listed = await owner.get(`/mails?search=${encodeURIComponent(to)}`)
  const id: string | undefined = listed.body.data?.find(
    (mail: { to: string }) => mail.to === to,
  )?.id
  if (!id) throw new Error(`no mail to ${to}: ${JSON.stringify(listed.body)}`)
  return (await owner.get(`/mails/${id}`)).body.text
}

export async function mailedLink(organization: TestOrganization, to: string): Promise<string> {
  const token = /\/portal\/enter#([\w-]+)/.exec(await newestMail(organization, to))?.[1]
  if (!token) throw new Error('the mail holds no link')
  return token
}

export async function mailedCode(organization: TestOrganization, to: string): Promise<string> {
  const code = /\b\d{6}\b/.exec(await newestMail(organization, to))?.[0]
  if (!code) throw new Error('the mail holds no code')
  return code
}

/** The browser of somebody after an answer that signed them in to the portal. */
export function entered(world: World, answer: Answer): Browser {
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  return browser(world.base, '', cookie)
}

export const PORTAL = '/api/portal/v1'

/** Invites somebody to an account and opens the link of their mail. */
export async function portalPerson(
  world: World,
  organization: TestOrganization,
  person: {
    accountId: string
    email: string
    name?: string
    role?: 'owner' | 'representative'
    mayPay?: boolean
    mayManageWallet?: boolean
  },
): Promise<{ id: string; browser: Browser }> {
  const { accountId, email, name = 'Maria Alvarez', role = 'owner', ...rights } = person
  const invited = await organization
    .as('frontDesk')
    .post(`/accounts/${accountId}/people`, { email, name, role, ...rights })
  if (invited.status !== 201) throw new Error(JSON.stringify(invited.body))
  const token = await mailedLink(organization, email)
  const answer = await world.nobody.post(`${PORTAL}/sign-ins/link`, { token })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return { id: invited.body.id, browser: entered(world, answer) }
}
