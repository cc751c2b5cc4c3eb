import { text, texts } from './search-text.ts'

const FIGURES = ['owed', 'credit', 'lifetime'] as const
const PLACES = ['cash', 'checks', 'terminal', 'other'] as const

/** What a report is asked for, as its address has it. */
export interface ReportSearch {
  from?: string
  to?: string
  asOf?: string
  day?: string
  figure?: (typeof FIGURES)[number]
  place?: (typeof PLACES)[number]
  by?: 'line' | 'day'
  /** The pages before this one, so that Back and a copied address work. */
  cursors?: string[]
}

export function readReportSearch(search: Record<string, unknown>): ReportSearch {
  return {
    from: text(search.from),
    to: text(search.to),
    asOf: text(search.asOf),
    day: text(search.day),
    figure: FIGURES.find((figure) => figure === search.figure),
    place: PLACES.find((place) => place === search.place),
    by: search.by === 'line' ? 'line' : undefined,
    cursors: texts(search.cursors),
  }
}
