import { newKey } from '../../../api/send-once.ts'

const asked = new Set<string>()

/**
 * Makes the key of a payment that is to be sent as soon as its form is there, because a button said
 * what it does. Kept in the memory of this page: an address alone, whoever made it, charges nobody.
 */
export function keyToSendAtOnce(): string {
  const key = newKey()
  asked.add(key)
  return key
}

/** Whether a payment was asked to be sent at once; true once. */
export function takeSendAtOnce(key: string): boolean {
  return asked.delete(key)
}
