export const dashboard = {
  title: 'Dashboard',
  period: (from: string, to: string) => `${from} to ${to}`,
  collected: 'Collected',
  lessBack: (received: string, back: string) => `${received} received, ${back} given back`,
  invoiced: (amount: string) => `${amount} invoiced`,
  outstanding: 'Outstanding',
  late: (amount: string, count: number) =>
    `${amount} late, on ${count === 1 ? '1 invoice' : `${count.toLocaleString('en-US')} invoices`}`,
  open: (count: number) =>
    count === 1 ? '1 open invoice' : `${count.toLocaleString('en-US')} open invoices`,
  failed: 'Failed',
  onTheirWay: 'On its way',
  payments: (count: number) =>
    count === 1 ? '1 payment' : `${count.toLocaleString('en-US')} payments`,
  upcoming: 'Upcoming',
  until: (day: string, count: number) =>
    `until ${day}, ${count === 1 ? '1 payment' : `${count.toLocaleString('en-US')} payments`}`,
  months: 'The last twelve months',
  upcomingTitle: 'Upcoming payments',
  nothingUpcoming: 'Nothing is agreed for the next 30 days',
}
