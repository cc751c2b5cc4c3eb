import { noSuchParam } from '../errors.ts'
import type { Stored } from '../records.ts'
import type { Call } from '../route.ts'

/** A customer named by a parameter; deleted ones are as good as unknown. */
export async function customerInParams(call: Call, id: string): Promise<Stored<'customer'>> {
  const stored = await call.work.find('customer', id)
  if (stored === null || stored.hidden.deleted) throw noSuchParam('customer', id, 'customer')
  return stored
}
