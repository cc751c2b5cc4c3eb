export const approvals = {
  title: 'Approvals',
  subtitle: 'Charges and refunds above the limit of a role wait here for a second person.',
  waiting: 'Waiting',
  decided: 'Decided in the last day',
  none: 'Nothing waits for approval',
  noneText:
    'When somebody asks to charge or give back more than their role may, it appears here at once.',
  asks: {
    charge: (by: string, amount: string, client: string) =>
      `${by} asks to charge ${amount} to ${client}`,
    refund: (by: string, amount: string, client: string) =>
      `${by} asks to give ${amount} back to ${client}`,
  },
  anAccount: 'an account',
  asked: (ago: string) => `asked ${ago}`,
  reason: (reason: string) => `“${reason}”`,
  note: 'Note for the colleague',
  noteOf: (client: string) => `Note for the colleague who asks about ${client}`,
  noteHint: 'Optional; shown with your answer.',
  approve: (amount: string) => `Approve ${amount}`,
  refuse: 'Refuse',
  refuseOf: (amount: string) => `Refuse ${amount}`,
  states: {
    open: 'Waiting',
    approved: 'Approved',
    refused: 'Refused',
    expired: 'Expired',
    used: 'Approved and done',
  },
  by: (name: string) => `by ${name}`,
  why: 'Why so much?',
  whyHint: 'Shown to whoever approves, and kept.',
  noReason: 'Say why it is above the limit.',
  limit: (limit: string) => `Your limit is ${limit}. A second person can approve more.`,
  ask: 'Ask for approval',
  waitingFor: (amount: string, ago: string) => `Waiting for approval of ${amount}, asked ${ago}.`,
  waitingText: {
    charge: 'Nothing was charged. This form goes on by itself as soon as somebody answers.',
    refund: 'Nothing was given back. This form goes on by itself as soon as somebody answers.',
  },
  approvedBy: (name: string) => `${name} approved it.`,
  refusedBy: {
    charge: (name: string) => `${name} did not approve it. Nothing was charged.`,
    refund: (name: string) => `${name} did not approve it. Nothing was given back.`,
  },
  smaller: 'Take a smaller amount, or ask again.',
}
