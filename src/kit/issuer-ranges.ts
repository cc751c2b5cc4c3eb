/**
 * The first digits that card networks give out, from and to (of the same number of digits), and
 * how long their card numbers are (ISO/IEC 7812; ranges as the networks publish them).
 */
export interface IssuerRange {
  network: string
  from: string
  to: string
  shortest: number
  longest: number
}

export const ISSUER_RANGES: IssuerRange[] = [
  { network: 'Visa', from: '4', to: '4', shortest: 13, longest: 13 },
  { network: 'Visa', from: '4', to: '4', shortest: 16, longest: 16 },
  { network: 'Visa', from: '4', to: '4', shortest: 19, longest: 19 },
  { network: 'Mastercard', from: '51', to: '55', shortest: 16, longest: 16 },
  { network: 'Mastercard', from: '2221', to: '2720', shortest: 16, longest: 16 },
  { network: 'American Express', from: '34', to: '34', shortest: 15, longest: 15 },
  { network: 'American Express', from: '37', to: '37', shortest: 15, longest: 15 },
  { network: 'Diners Club', from: '300', to: '305', shortest: 14, longest: 19 },
  { network: 'Diners Club', from: '309', to: '309', shortest: 14, longest: 19 },
  { network: 'Diners Club', from: '36', to: '36', shortest: 14, longest: 19 },
  { network: 'Diners Club', from: '38', to: '39', shortest: 14, longest: 19 },
  { network: 'JCB', from: '3528', to: '3589', shortest: 16, longest: 19 },
  { network: 'Discover', from: '6011', to: '6011', shortest: 16, longest: 19 },
  { network: 'Discover', from: '644', to: '659', shortest: 16, longest: 19 },
  { network: 'UnionPay', from: '62', to: '62', shortest: 16, longest: 19 },
  { network: 'UnionPay', from: '8100', to: '8171', shortest: 16, longest: 19 },
  { network: 'Maestro', from: '5018', to: '5018', shortest: 13, longest: 19 },
  { network: 'Maestro', from: '5020', to: '5020', shortest: 13, longest: 19 },
  { network: 'Maestro', from: '5038', to: '5038', shortest: 13, longest: 19 },
  { network: 'Maestro', from: '5893', to: '5893', shortest: 13, longest: 19 },
  { network: 'Maestro', from: '6304', to: '6304', shortest: 13, longest: 19 },
  { network: 'Maestro', from: '6759', to: '6763', shortest: 13, longest: 19 },
  { network: 'Mir', from: '2200', to: '2204', shortest: 16, longest: 19 },
  { network: 'Elo', from: '5067', to: '5067', shortest: 16, longest: 16 },
  { network: 'Hipercard', from: '606282', to: '606282', shortest: 16, longest: 16 },
  { network: 'RuPay', from: '6080', to: '6089', shortest: 16, longest: 16 },
]

export function isInIssuerRange(digits: string): boolean {
  return ISSUER_RANGES.some(({ from, to, shortest, longest }) => {
    const start = digits.slice(0, from.length)
    return start >= from && start <= to && digits.length >= shortest && digits.length <= longest
  })
}
