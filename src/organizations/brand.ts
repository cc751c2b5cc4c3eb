import type { Transaction } from '../database/transaction.ts'
import type { LetterHead } from '../mail/letter.ts'
import { theOrganization } from './organization.ts'
import { findBrand } from './store.ts'

/** How an organization shows itself: on receipts and in mails. */
export interface Brand {
  addressLines: string[]
  city: string
  region: string
  postalCode: string
  phone: string
  email: string | null
  website: string | null
  receiptPolicy: string
  /** `#rrggbb` */
  accent: string | null
  logo: Logo | null
}

export interface Logo {
  width: number
  height: number
  /** Counts up with every picture: an address with another number is another picture. */
  version: number
}

export const NO_BRAND: Brand = {
  addressLines: [],
  city: '',
  region: '',
  postalCode: '',
  phone: '',
  email: null,
  website: null,
  receiptPolicy: '',
  accent: null,
  logo: null,
}

export async function brandOf(tx: Transaction): Promise<Brand> {
  return (await findBrand(tx)) ?? NO_BRAND
}

/** Street, then city with what belongs to it: the lines of an address as they are printed. */
export function addressOf(brand: Brand): string[] {
  const place = [brand.city, [brand.region, brand.postalCode].filter(Boolean).join(' ')]
  return [...brand.addressLines, place.filter(Boolean).join(', ')].filter(Boolean)
}

/** Phone, e-mail, website, as far as they are given. */
export function contactOf(brand: Brand): string[] {
  return [brand.phone, brand.email, brand.website].filter((one): one is string => Boolean(one))
}

/** How the organization shows itself today: an old document is printed with the new address. */
export async function senderOf(tx: Transaction, name: string) {
  const brand = await brandOf(tx)
  return {
    name,
    address: addressOf(brand),
    contact: contactOf(brand),
    policy: brand.receiptPolicy,
    accent: brand.accent,
    logo: brand.logo,
  }
}

export async function letterHeadOf(tx: Transaction): Promise<LetterHead> {
  const [{ name }, brand] = await Promise.all([theOrganization(tx), brandOf(tx)])
  return { name, accent: brand.accent, hasLogo: false, foot: footOf(brand) }
}

/** The foot of a letter: the address in a line, then how to reach the organization. */
export function footOf(brand: Brand): string[] {
  return [addressOf(brand).join(', '), contactOf(brand).join(' · ')].filter(Boolean)
}

export { findLogo as logoOf, putBrand, putLogo, renameOrganization } from './store.ts'
