import { recordAct, recordAudit } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readEmail, readText } from '../http/text-field.ts'
import {
  type Brand,
  brandOf,
  logoOf,
  putBrand,
  putLogo,
  renameOrganization,
} from '../organizations/brand.ts'
import { setHealthMode, theOrganization } from '../organizations/organization.ts'
import { PICTURE_SIDE_MAX, readPng } from '../organizations/png.ts'
import type { App } from '../processor/app.ts'
import { authorize, memberAtWork, type StaffActor } from '../staff/authorize.ts'

export interface BusinessRequest {
  name: string
  addressLines: string[]
  city: string
  region: string
  postalCode: string
  phone: string
  email: string | null
  website: string | null
  receiptPolicy: string
  accent: string | null
  /** As it is when absent. */
  healthMode?: boolean | undefined
}

/** What clients are shown of the business. Whoever works here may see it. */
export function seeBusiness(app: App, caller: Caller) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await memberAtWork(tx, caller)
    const { name, healthMode } = await theOrganization(tx)
    return { name, healthMode, ...(await brandOf(tx)) }
  })
}

export function changeBusiness(app: App, caller: Caller, request: BusinessRequest) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    const { name, ...brand } = readBusiness(request)
    const before = await theOrganization(tx)
    if (before.name !== name) await renameOrganization(tx, name)
    const { healthMode = before.healthMode } = request
    if (before.healthMode !== healthMode) {
      await setHealthMode(tx, healthMode)
      await recordAct(app, tx, caller, actor, 'organization.health_mode', caller.orgId, {
        healthMode,
      })
    }
    await putBrand(tx, caller.orgId, brand, actor.name, app.clock.now())
    await recordAudit(tx, entry(app, caller, actor, 'organization.changed', before.name, name))
  })
}

function readBusiness(request: BusinessRequest): { name: string } & Omit<Brand, 'logo'> {
  const line = (field: keyof BusinessRequest, called: string, max = 80) =>
    readText(request[field] as string, field, { max, called })
  if (request.addressLines.length > 3) {
    refuse('field_invalid', 'An address has at most 3 lines above the city.', {
      field: 'addressLines',
    })
  }
  return {
    name: readText(request.name, 'name', { max: 120, called: 'The name', required: true }),
    addressLines: request.addressLines
      .map((text, n) => readText(text, `addressLines.${n}`, { max: 80, called: 'A line' }))
      .filter((text) => text !== ''),
    city: line('city', 'The city'),
    region: line('region', 'The state'),
    postalCode: line('postalCode', 'The postal code', 20),
    phone: line('phone', 'The phone number', 40),
    email: readEmail(request.email, 'email'),
    website: readWebsite(request.website),
    receiptPolicy: readText(request.receiptPolicy, 'receiptPolicy', {
      max: 600,
      called: 'The policy',
      multiline: true,
    }),
    accent: readAccent(request.accent),
  }
}

/** `harbor.example` or `https://harbor.example/contact`: shown as it is typed, never followed by us. */
const WEBSITE = /^(https?:\/\/)?[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(:\d+)?(\/[^\s<>"']*)?$/u

function readWebsite(input: string | null): string | null {
  const website = readText(input, 'website', { max: 200, called: 'The website' })
  if (website !== '' && !WEBSITE.test(website)) {
    refuse('field_invalid', 'Enter a website like www.example.com.', { field: 'website' })
  }
  return website || null
}

/** White letters stand on it, so it is dark enough for them (WCAG 1.4.3). */
const CONTRAST_MIN = 4.5

function readAccent(input: string | null): string | null {
  if (input === null || input === '') return null
  const accent = input.toLowerCase()
  if (!/^#[0-9a-f]{6}$/.test(accent)) {
    refuse('field_invalid', 'Enter a colour like #3b4cca.', { field: 'accent' })
  }
  if (contrastWithWhite(accent) < CONTRAST_MIN) {
    refuse('field_invalid', 'Choose a darker colour: white letters on this one are hard to read.', {
      field: 'accent',
    })
  }
  return accent
}

function contrastWithWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

export const LOGO_BYTES_MAX = 200_000

export function changeLogo(app: App, caller: Caller, png: Buffer | null) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    await putLogo(tx, caller.orgId, png && readLogo(png), actor.name, app.clock.now())
    const verb = png ? 'organization.logo_changed' : 'organization.logo_removed'
    await recordAudit(tx, entry(app, caller, actor, verb))
  })
}

function readLogo(png: Buffer) {
  if (png.length > LOGO_BYTES_MAX) {
    refuse('body_too_large', 'The logo is larger than 200 kB. Save it smaller.', { field: 'logo' })
  }
  const picture = readPng(png)
  if (!picture) {
    refuse(
      'field_invalid',
      `Choose a PNG picture of at most ${PICTURE_SIDE_MAX} by ${PICTURE_SIDE_MAX} pixels, not interlaced.`,
      { field: 'logo' },
    )
  }
  return { png, ...picture }
}

export function seeLogo(app: App, caller: Caller): Promise<Buffer> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await memberAtWork(tx, caller)
    return (await logoOf(tx)) ?? refuseUnknown('logo')
  })
}

function entry(
  app: App,
  { orgId }: Caller,
  actor: StaffActor,
  verb: string,
  before?: string,
  after?: string,
) {
  return {
    id: app.newId(),
    orgId,
    at: app.clock.now(),
    actorId: actor.id,
    actorName: actor.name,
    verb,
    subjectId: orgId,
    ...(before === after ? {} : { detail: { before, after } }),
  }
}
