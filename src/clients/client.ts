import { readEmail, readText } from '../http/text-field.ts'

/** A person who receives the service; belongs to an account. */
export interface Client {
  id: string
  /** What people write on forms: 1000, 1001, … */
  number: bigint
  accountId: string
  accountName: string
  name: string
  email: string | null
  phone: string | null
  archivedAt: Date | null
}

export const CLIENT_NAME_MAX = 120

export function readClientName(input: string): string {
  return readText(input, 'name', { max: CLIENT_NAME_MAX, called: 'Names', required: true })
}

export function readClientEmail(input: string | null | undefined): string | null {
  return readEmail(input, 'email')
}

export function readClientPhone(input: string | null | undefined): string | null {
  return readText(input, 'phone', { max: 40, called: 'Phone numbers' }) || null
}
