import { toTypeId } from '../kit/id.ts'
import type { Client } from './client.ts'

/** A client as the API shows them. */
export function clientJson(client: Client) {
  return {
    id: toTypeId('cli', client.id),
    number: Number(client.number),
    name: client.name,
    email: client.email,
    phone: client.phone,
    account: { id: toTypeId('acc', client.accountId), name: client.accountName },
    archived: client.archivedAt !== null,
  }
}
