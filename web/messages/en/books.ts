export const books = {
  title: 'Trial balance',
  asOf: (day: string) => `At the end of ${day}`,
  account: 'Account',
  debit: 'Debit',
  credit: 'Credit',
  other: 'Other account',
  beforeAndAfter: (opening: string, closing: string, count: number) =>
    `${opening} before, ${closing} after ${count === 1 ? '1 line' : `${count.toLocaleString('en-US')} lines`}`,
}
