import { addDays, type PlainDate, todayIn } from '../../src/kit/time.ts'

import { common as t } from '../messages/en/common.ts'

const LOCALE = 'en-US'

/** `2026-11-22` as "Nov 22, 2026". A plain date has no zone, so it is read and written in UTC. */
export function dateText(date: string): string {
  return format({ day: 'numeric', month: 'short', year: 'numeric' }, 'UTC').format(midnight(date))
}

/** For lists: the year is left out when it is this one. */
export function shortDateText(date: string, zone: string, now: Date): string {
  if (date.slice(0, 4) !== todayIn(zone, now).slice(0, 4)) return dateText(date)
  return format({ day: 'numeric', month: 'short' }, 'UTC').format(midnight(date))
}

/** A moment as the organization's clocks show it. */
export function instantText(instant: string, zone: string): string {
  return format(
    { day: 'numeric', month: 'short', year: 'numeric', hour: 'numeric', minute: '2-digit' },
    zone,
  ).format(new Date(instant))
}

/** With seconds, for what must be followed closely. */
export function preciseText(instant: string, zone: string): string {
  return format(
    { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit', second: '2-digit' },
    zone,
  ).format(new Date(instant))
}

/** "Tue, Nov 24, 9:00 AM": from when something may be done. */
export function momentText(instant: string, zone: string): string {
  return format(
    { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
    zone,
  ).format(new Date(instant))
}

/** "Today", "Yesterday" or the date, for lists. */
export function dayText(instant: string, zone: string, now: Date): string {
  const day = todayIn(zone, new Date(instant))
  const today = todayIn(zone, now)
  if (day === today) return t.today
  if (day === addDays(today, -1)) return t.yesterday
  return shortDateText(day, zone, now)
}

export function daysFromToday(zone: string, now: Date, days: number): PlainDate {
  return addDays(todayIn(zone, now), days)
}

/** 03/27, as printed on the card. */
export function expiryText(card: { expMonth: number | null; expYear: number | null }): string {
  const { expMonth, expYear } = card
  return `${String(expMonth ?? 0).padStart(2, '0')}/${String((expYear ?? 0) % 100).padStart(2, '0')}`
}

function midnight(date: string): Date {
  return new Date(`${date}T00:00:00Z`)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(options: Intl.DateTimeFormatOptions, timeZone: string): Intl.DateTimeFormat {
  const key = `${timeZone} ${Object.keys(options).join()}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone })
  formats.set(key, made)
  return made
}
