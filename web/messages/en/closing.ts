export const closing = {
  title: 'Close a month',
  closedUntil: (day: string) => `Closed until ${day}`,
  nothingClosed: 'No month is closed yet',
  next: (name: string) => `${name} can be closed`,
  clear: 'Nothing in it is unclear.',
  unclear: (count: number) =>
    count === 1 ? '1 payment has no end yet' : `${count} payments have no end yet`,
  unclearText:
    'Look at them first. What settles after the month is closed counts for the first open day.',
  notDeposited: (amount: string, place: string) =>
    `${place}: ${amount} was not brought to the bank.`,
  toDeposits: 'Deposits',
  close: (name: string) => `Close ${name}`,
  closeTitle: (name: string) => `Close ${name}?`,
  closeText: 'Nothing is booked into it or an earlier month any more.',
  closeUnclear: (count: number) =>
    `${count === 1 ? '1 payment has' : `${count} payments have`} no end yet. Nothing is booked into this month or an earlier one any more.`,
  months: 'Months',
  isClosed: 'Closed',
  isOpen: 'Open',
  isRunning: 'Not over yet',
  reopen: 'Reopen',
  reopenMonth: (name: string) => `Reopen ${name}`,
  reopenTitle: (name: string) => `Reopen ${name}?`,
  reopenText: 'It and every month after it can be booked into again.',
  why: 'Why',
  past: 'What was closed and reopened',
  didClose: (day: string) => `Closed until ${day}`,
  didReopen: (day: string) => `Reopened: closed only until ${day}`,
  didReopenAll: 'Reopened: every month is open',
}
