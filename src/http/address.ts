import { createMiddleware } from 'hono/factory'
import { findCardNumber } from '../kit/text.ts'
import type { RequestEnvironment } from './caller.ts'
import { refuse } from './problem.ts'

/** Ids have letters; a part of a path that is digits and separators alone may be a card. */
const ONLY_DIGITS = /^[\d .\-_]+$/

/** Refuses a card number in a path, before anything could write the address down. */
export const noCardNumberInAddress = createMiddleware<RequestEnvironment>(async (c, next) => {
  const parts = c.req.path.split('/').map(decode)
  if (parts.some((part) => ONLY_DIGITS.test(part) && findCardNumber(part))) {
    refuse('card_number_in_text', 'Remove the card number. You may write "ending 4242".', {
      status: 400,
    })
  }
  await next()
})

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
