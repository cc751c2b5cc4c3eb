import { fromTypeId, type IdPrefix } from '../kit/id.ts'
import { refuse } from './problem.ts'

/** The uuid in an id from outside. What is no id of that kind is as unknown as one that is not ours. */
export function readId(prefix: IdPrefix, text: string, thing: string): string {
  return fromTypeId(prefix, text) ?? refuseUnknown(thing)
}

/** The same answer for an id that is not one, is another organization's, or does not exist. */
export function refuseUnknown(thing: string): never {
  refuse('not_found', `We could not find that ${thing}.`)
}
