export const echecks = {
  title: 'eCheck payment status',
  subtitle: 'By date posted. An eCheck is paid when its bank has answered, not before.',
  state: 'State',
  amount: 'Amount',
  nothing: 'No eChecks in these days',
  count: (count: number) => (count === 1 ? '1 eCheck' : `${count.toLocaleString('en-US')} eChecks`),
  states: {
    onItsWay: 'On its way',
    paid: 'Paid',
    sentBack: 'Sent back unpaid',
    returned: 'Returned after it was paid',
    canceled: 'Canceled',
  },
  on: (day: string) => `Returned on ${day}.`,
  rates: 'How many came back',
  counts: {
    unauthorized: 'Not authorized',
    administrative: 'Wrong or closed accounts',
    all: 'All',
  },
  percent: (part: number) =>
    part.toLocaleString('en-US', { style: 'percent', maximumFractionDigits: 2 }),
  limit: (back: number, sent: number, limit: string) =>
    `${back.toLocaleString('en-US')} of ${sent.toLocaleString('en-US')} sent; the network allows less than ${limit} a month`,
  levels: {
    well: '',
    near: 'Returns are past half of what the network allows',
    over: 'More came back than the network allows',
  },
  advice:
    'Confirm bank accounts before they are debited, and debit only what the client agreed to. A few returns weigh much where few eChecks are sent.',
}
