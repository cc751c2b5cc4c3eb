/** The days on which American banks work, in UTC. */
const DAY_MS = 86_400_000
const SUNDAY = 0
const MONDAY = 1
const THURSDAY = 4
const SATURDAY = 6

/** When banks answer, on a day on which they work. */
const ANSWER_HOUR = 14

/** The moment at which banks answer `days` of their days after `milliseconds`. */
export function afterBankDays(milliseconds: number, days: number): number {
  let day = Math.floor(milliseconds / DAY_MS) * DAY_MS
  for (let left = days; left > 0; ) {
    day += DAY_MS
    if (isBankDay(day)) left--
  }
  return day + ANSWER_HOUR * 3_600_000
}

/** `2026-11-25` */
export function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
}

export function isBankDay(milliseconds: number): boolean {
  const weekday = new Date(milliseconds).getUTCDay()
  return weekday !== SUNDAY && weekday !== SATURDAY && !isHoliday(milliseconds)
}

/** The holidays of the Federal Reserve. One on a Sunday is kept on the Monday after. */
function isHoliday(milliseconds: number): boolean {
  const date = new Date(milliseconds)
  if (isFixedHoliday(date)) return true
  if (date.getUTCDay() === MONDAY && isFixedHoliday(new Date(milliseconds - DAY_MS))) return true
  return isMovingHoliday(date)
}

/** Month and day. */
const FIXED = new Set(['1-1', '6-19', '7-4', '11-11', '12-25'])

function isFixedHoliday(date: Date): boolean {
  return FIXED.has(`${date.getUTCMonth() + 1}-${date.getUTCDate()}`)
}

/** Month, weekday and which of them: the third Monday of January, and so on. */
const MOVING = new Set(['1-1-3', '2-1-3', '9-1-1', '10-1-2', '11-4-4'])
const MAY = 5

function isMovingHoliday(date: Date): boolean {
  const weekday = date.getUTCDay()
  if (weekday !== MONDAY && weekday !== THURSDAY) return false
  const month = date.getUTCMonth() + 1
  const day = date.getUTCDate()
  if (month === MAY && weekday === MONDAY && day > 24) return true
  return MOVING.has(`${month}-${weekday}-${Math.ceil(day / 7)}`)
}
