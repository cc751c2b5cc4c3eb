import { addClient } from '../src/clients/change-clients.ts'
import { freshSandboxKeys, type Server } from '../src/main.ts'
import { addOrganization } from '../src/staff/open-business.ts'
import type { Role } from '../src/staff/roles.ts'
import { CLIENTS } from './clients.ts'

interface Person {
  name: string
  email: string
  role: Role
}

export const SAMPLE_OWNER: Person = {
  name: 'Ines Okafor',
  email: 'ines@harbor.example',
  role: 'owner',
}

/** The people of the sample business. None has a password: their doors open by one click. */
const STAFF: Person[] = [
  SAMPLE_OWNER,
  { name: 'Tomas Berg', email: 'tomas@harbor.example', role: 'administrator' },
  { name: 'Ann Whitfield', email: 'ann@harbor.example', role: 'billingManager' },
  { name: 'Priya Raman', email: 'priya@harbor.example', role: 'frontDesk' },
  { name: 'Sam Delacroix', email: 'sam@harbor.example', role: 'readOnly' },
]

/** Adds Harbor Family Center, a believable small business, through the use cases people use. */
export async function addSampleBusiness(
  { app, login }: Pick<Server, 'app' | 'login'>,
  secret: string,
): Promise<{ orgId: string; slug: string }> {
  const staff = []
  for (const person of STAFF) {
    const loginId =
      (await login.find(person.email)) ?? (await login.create({ ...person, password: null }))
    if (loginId) staff.push({ ...person, loginId })
  }
  const { orgId, slug } = await addOrganization(app, secret, {
    name: 'Harbor Family Center',
    currency: 'USD',
    timeZone: 'America/New_York',
    isSample: true,
    keys: freshSandboxKeys(),
    staff,
  })
  const manager = staff.find((person) => person.role === 'billingManager')
  const caller = { orgId, loginId: manager?.loginId ?? '' }
  for (const client of CLIENTS) await addClient(app, caller, client)
  return { orgId, slug }
}
