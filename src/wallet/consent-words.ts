import { formatMoney, money } from '../kit/money.ts'
import { longDate } from '../organizations/paper-words.ts'
import type { Channel, How, Limits, Purpose } from './authorization.ts'

/** Limits as sentences for letters, papers and refusals. */
export function limitSentences(limits: Limits, currency: string): string[] {
  const { perCharge, perPeriod, period, endsOn } = limits
  const say = (minor: bigint) => formatMoney(money(minor, currency))
  return [
    ...(perCharge === null ? [] : [`Up to ${say(perCharge)} at once.`]),
    ...(perPeriod === null ? [] : [`Up to ${say(perPeriod)} a ${period}.`]),
    ...(endsOn === null ? [] : [`Until ${longDate(endsOn)}.`]),
  ]
}

export const PURPOSE_WORDS: Record<Purpose['is'], string> = {
  staff_charges: 'Whatever the account owes',
  plan: 'One payment plan',
  run: 'One mass charge',
}

export const HOW_WORDS: Record<How, string> = {
  paper: 'on paper',
  telephone: 'by telephone',
  email: 'by e-mail',
  inPerson: 'in person',
}

export function channelWords(channel: Channel, how: How | null): string {
  if (how !== null) return `Recorded by staff, given ${HOW_WORDS[how]}`
  return CHANNEL_WORDS[channel]
}

const CHANNEL_WORDS: Record<Channel, string> = {
  card_form: 'Ticked beside the card form',
  portal: 'Given in the portal',
  link: 'Given through a link',
  recorded_by_staff: 'Recorded by staff',
}
