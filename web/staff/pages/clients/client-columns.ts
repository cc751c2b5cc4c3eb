export const CLIENT_COLUMNS = [
  'number',
  'account',
  'email',
  'phone',
  'balance',
  'oldestDue',
  'onFile',
  'lastPayment',
] as const

export type ClientColumn = (typeof CLIENT_COLUMNS)[number]

const SHOWN_AT_FIRST: ClientColumn[] = ['number', 'balance', 'oldestDue', 'onFile', 'lastPayment']

/** The columns beside the name that an address asks for, in the order of the table. */
export function clientColumns(asked: string | undefined): ClientColumn[] {
  const wanted = asked?.split(',') ?? []
  const known = CLIENT_COLUMNS.filter((column) => wanted.includes(column))
  return known.length > 0 ? known : SHOWN_AT_FIRST
}
