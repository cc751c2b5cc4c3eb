/** What a link may be for: one thing. */
export const LINK_PURPOSES = [
  'pay_invoice',
  'pay_balance',
  'add_method',
  'confirm_payment',
] as const

export type LinkPurpose = (typeof LINK_PURPOSES)[number]
