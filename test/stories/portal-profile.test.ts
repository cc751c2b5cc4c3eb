import { afterAll, beforeAll, expect, test } from 'vitest'
import { entered, mailedLink, PORTAL, portalPerson } from '../support/portal.ts'
import { newWord } from '../support/word.ts'
import {
  type Browser,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization('Harbor Family Center')
})
afterAll(async () => {
  await world.expectBooksInOrder()
  await world.stop()
})

const address = () => `maria-${newWord()}@example.com`

async function invited(organization: TestOrganization, email: string) {
  const { accountId } = await clientOwing(organization, { owed: 8_500 })
  const { browser } = await portalPerson(world, organization, { accountId, email })
  return { accountId, browser }
}

async function mailTo(email: string) {
  const owner = studio.as('owner')
  const { data } = (await owner.get(`/mails?search=${encodeURIComponent(email)}`)).body
  const id = data.find(({ to }: { to: string }) => to === email)?.id
  return (await owner.get(`/mails/${id}`)).body
}

async function mailedToken(email: string): Promise<string> {
  const token = /\/portal\/confirm-email#([\w-]+)/.exec((await mailTo(email)).text)?.[1]
  if (!token) throw new Error('the mail holds no link')
  return token
}

const profileOf = async (browser: Browser) => (await browser.get(`${PORTAL}/profile`)).body

test('a person names themselves; receipts keep the name of the invitation', async () => {
  const email = address()
  const { browser, accountId } = await invited(studio, email)
  expect((await browser.patch(`${PORTAL}/profile`, { name: 'Mia' })).body).toMatchObject({
    name: 'Mia',
    email,
    language: 'en',
    languages: ['en'],
  })
  expect((await browser.patch(`${PORTAL}/profile`, { name: ' ' })).status).toBe(422)
  expect((await browser.patch(`${PORTAL}/profile`, { language: 'es' })).status).toBe(422)
  expect((await browser.get(`${PORTAL}/session`)).body.person.name).toBe('Mia')
  const people = await studio.as('frontDesk').get(`/accounts/${accountId}/people`)
  expect(people.body.data[0].name).toBe('Maria Alvarez')
})

test('an address changes when the mail to the new one is opened, once; the old one is told', async () => {
  const [before, after] = [address(), address()]
  const { browser, accountId } = await invited(studio, before)
  expect((await browser.post(`${PORTAL}/profile/email`, { email: before })).status).toBe(409)
  expect((await browser.post(`${PORTAL}/profile/email`, { email: after })).status).toBe(200)
  expect(await profileOf(browser)).toMatchObject({ email: before, newEmail: after })
  const token = await mailedToken(after)
  const confirm = () => world.nobody.post(`${PORTAL}/email-changes`, { token })
  expect(await confirm()).toMatchObject({ status: 200, body: { email: after } })
  expect((await confirm()).status).toBe(410)
  expect(await profileOf(browser)).toMatchObject({ email: after, newEmail: null })
  expect(await mailTo(before)).toMatchObject({
    subject: 'Your address was changed at Harbor Family Center',
    text: expect.stringContaining(`You sign in to the client portal with ${after} from now on`),
  })

  // The new one signs in to the same account, the old one to nothing.
  await world.nobody.post(`${PORTAL}/sign-ins`, { email: after })
  const link = await mailedLink(studio, after)
  const answer = await world.nobody.post(`${PORTAL}/sign-ins/link`, { token: link })
  expect(answer.body.places).toMatchObject([{ accountId }])
  expect((await profileOf(entered(world, answer))).name).toBe('Maria Alvarez')
  await world.nobody.post(`${PORTAL}/sign-ins`, { email: before })
  expect((await mailTo(before)).subject).toBe('Your address was changed at Harbor Family Center')
})

test('an address that somebody else signs in with is not taken over', async () => {
  const [mine, theirs] = [address(), address()]
  const { browser } = await invited(studio, mine)
  await invited(studio, theirs)
  expect((await browser.post(`${PORTAL}/profile/email`, { email: theirs })).status).toBe(200)
  const token = await mailedToken(theirs)
  expect(await world.nobody.post(`${PORTAL}/email-changes`, { token })).toMatchObject({
    status: 409,
    body: { code: 'email_taken' },
  })
  expect((await profileOf(browser)).email).toBe(mine)
})

test('who reads the mail of one organization does not take over the others with it', async () => {
  const other = await world.organization('Other Studio')
  const email = address()
  await invited(other, email)
  const { browser } = await invited(studio, email)
  const refused = await browser.post(`${PORTAL}/profile/email`, { email: address() })
  expect(refused).toMatchObject({
    status: 403,
    body: {
      code: 'proof_needed',
      detail: 'Sign in at Other Studio first, under your accounts. Then change the address.',
    },
  })
})

test('signing out everywhere ends every session', async () => {
  const email = address()
  const { browser } = await invited(studio, email)
  await world.nobody.post(`${PORTAL}/sign-ins`, { email })
  const token = await mailedLink(studio, email)
  const phone = entered(world, await world.nobody.post(`${PORTAL}/sign-ins/link`, { token }))
  expect((await phone.delete(`${PORTAL}/profile/sessions`)).status).toBe(200)
  for (const one of [phone, browser]) {
    expect((await one.get(`${PORTAL}/profile`)).status).toBe(401)
  }
})
