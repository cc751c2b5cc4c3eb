import type { Answer } from '../support/world.ts'
import { chargeOf, type Scene } from './scene.ts'

/** One way to get it wrong, and the exact answer. The numbers are those of the table of bad inputs. */
export interface Refusal {
  row: number
  what: string
  ask(scene: Scene): Promise<Answer>
  status: number
  code: string
  says: string | RegExp
  field?: string
  /** What must not be repeated, stored or logged. */
  secret?: string
}

const WHOLE = /^Send a whole number of minor units, e\.g\. \d+\.$/
const LARGEST = 'The largest single charge is $999,999.99.'

function amount(
  row: number,
  what: string,
  sent: unknown,
  code: string,
  says: string | RegExp,
): Refusal {
  const ask = (scene: Scene) => scene.charge({ amount: sent })
  return { row, what, ask, status: 422, code, says, field: 'amount' }
}

/** An amount written into the JSON as it stands. */
function amountText(row: number, what: string, sent: string, code: string, says: string): Refusal {
  const ask = (scene: Scene) =>
    scene.chargeText(JSON.stringify(chargeOf(scene.owing)).replace('4000', sent))
  return { row, what, ask, status: 422, code, says, field: 'amount' }
}

export const AMOUNTS: Refusal[] = [
  amount(1, '0', 0, 'amount_too_small', 'Enter an amount of at least $0.50.'),
  amount(
    2,
    '-5.00',
    -500,
    'amount_negative',
    'Enter a positive amount. To give money back, use Refund.',
  ),
  amount(3, 'half a cent', 1000.5, 'amount_format', 'Send whole cents, e.g. 100050.'),
  amount(3, '10.005 as text', '10.005', 'amount_format', WHOLE),
  {
    row: 4,
    what: 'half a yen',
    ask: ({ yen }) =>
      yen.desk.pay({
        accountId: yen.accountId,
        amount: 10.5,
        currency: 'JPY',
        keepCredit: true,
        method: { kind: 'new', confirmationToken: 'ctoken_x', save: false },
      }),
    status: 422,
    code: 'amount_format',
    says: WHOLE,
    field: 'amount',
  },
  amount(
    5,
    '1,000.00 as text',
    '1,000.00',
    'amount_format',
    'Send a whole number of minor units, e.g. 100000.',
  ),
  amount(6, '1.000,00 as text', '1.000,00', 'amount_format', WHOLE),
  ...[
    'NaN',
    'Infinity',
    '1e5',
    '0x10',
    'ten',
    '',
    '4000',
    null,
    true,
    [4000],
    { amount: 4000 },
  ].map((sent) => amount(7, JSON.stringify(sent), sent, 'amount_format', WHOLE)),
  amount(7, 'nothing at all', undefined, 'field_required', '"amount" is missing.'),
  amount(8, '0.49', 49, 'amount_too_small', 'The smallest card charge is $0.50.'),
  amount(9, '1,000,000.00', 100_000_000, 'amount_too_large', LARGEST),
  amount(10, '2^53', 2 ** 53, 'amount_too_large', LARGEST),
  amountText(10, '10^30', `1${'0'.repeat(30)}`, 'amount_too_large', LARGEST),
  amountText(10, '400 digits', '9'.repeat(400), 'amount_too_large', LARGEST),
  amountText(
    10,
    '400 digits below zero',
    `-${'9'.repeat(400)}`,
    'amount_negative',
    'Enter a positive amount. To give money back, use Refund.',
  ),
  amount(
    11,
    '10.1 where minor units are due',
    10.1,
    'amount_format',
    'Send whole cents, e.g. 1010.',
  ),
  amount(12, 'Arabic-Indic digits', '١٠', 'amount_format', WHOLE),
  amount(12, 'full-width digits', '１０', 'amount_format', WHOLE),
]

export const CHARGES: Refusal[] = [
  {
    row: 14,
    what: 'more than is due',
    ask: (scene) => scene.charge({ amount: 15_000 }),
    status: 409,
    code: 'exceeds_balance',
    says: '$100.00 is due. Charge $100.00, or confirm that $50.00 becomes credit.',
    field: 'amount',
  },
  {
    row: 15,
    what: 'euros in a business of dollars',
    ask: (scene) => scene.charge({ currency: 'EUR' }),
    status: 422,
    code: 'currency_mismatch',
    says: 'Invoices here are in USD.',
    field: 'currency',
  },
  ...['usdd', '', 'XYZ', 'usd'].map(
    (currency): Refusal => ({
      row: 16,
      what: `currency "${currency}"`,
      ask: (scene) => scene.charge({ currency }),
      status: 422,
      code: 'currency_unknown',
      says: 'Use a three-letter code such as USD.',
      field: 'currency',
    }),
  ),
  {
    row: 18,
    what: 'an invoice of another organization',
    ask: (scene) => scene.charge({ invoiceIds: [scene.foreign.invoiceId] }),
    status: 404,
    code: 'not_found',
    says: 'We could not find that invoice.',
  },
  {
    row: 18,
    what: 'an invoice of another client',
    ask: (scene) => scene.charge({ invoiceIds: [scene.charged.invoiceId] }),
    status: 404,
    code: 'not_found',
    says: 'We could not find that invoice.',
  },
  {
    row: 18,
    what: 'a card of another organization',
    ask: (scene) => scene.charge({ method: { kind: 'saved', methodId: scene.foreign.methodId } }),
    status: 404,
    code: 'not_found',
    says: 'We could not find that payment method.',
  },
  {
    row: 19,
    what: 'a card of another client',
    ask: (scene) => scene.charge({ method: { kind: 'saved', methodId: scene.neighbour.methodId } }),
    status: 422,
    code: 'method_not_of_client',
    says: 'That card is not saved for this client.',
    field: 'method',
  },
  ...['org_id', 'orgId', 'organizationId'].map(
    (field): Refusal => ({
      row: 20,
      what: `an organization in the body (${field})`,
      ask: (scene) => scene.charge({ [field]: scene.studio.orgId }),
      status: 422,
      code: 'field_not_allowed',
      says: `Remove ${field}; it comes from your sign-in.`,
      field,
    }),
  ),
  {
    row: 21,
    what: 'an invoice that is paid',
    ask: ({ desk, paid }) => desk.pay(chargeOf(paid, { invoiceIds: [paid.invoiceId] })),
    status: 409,
    code: 'invoice_state',
    says: 'This invoice is already paid.',
    field: 'invoiceIds',
  },
  {
    row: 21,
    what: 'an invoice that was voided',
    ask: ({ desk, voided }) => desk.pay(chargeOf(voided, { invoiceIds: [voided.invoiceId] })),
    status: 409,
    code: 'invoice_state',
    says: 'This invoice was voided.',
    field: 'invoiceIds',
  },
  {
    row: 21,
    what: 'an invoice that is not issued',
    ask: ({ desk, drafted }) => desk.pay(chargeOf(drafted, { invoiceIds: [drafted.invoiceId] })),
    status: 409,
    code: 'invoice_state',
    says: 'This invoice is not issued yet.',
    field: 'invoiceIds',
  },
  {
    row: 22,
    what: 'an archived client',
    ask: ({ desk, archived }) => desk.pay(chargeOf(archived)),
    status: 409,
    code: 'client_archived',
    says: 'Restore the client before charging.',
  },
  {
    row: 23,
    what: 'a removed card',
    ask: ({ desk, removedCard }) => desk.pay(chargeOf(removedCard)),
    status: 409,
    code: 'method_removed',
    says: 'That card was removed. Choose another.',
    field: 'method',
  },
  {
    row: 24,
    what: 'an expired card',
    ask: ({ desk, expiredCard }) => desk.pay(chargeOf(expiredCard)),
    status: 422,
    code: 'card_expired',
    says: 'Visa 4242 expired 03/2026. Ask the client for a new date.',
    field: 'method',
  },
  {
    row: 25,
    what: 'a card that a bank said never to charge again',
    ask: ({ desk, stoppedCard }) => desk.pay(chargeOf(stoppedCard)),
    status: 409,
    code: 'card_do_not_retry',
    says: 'The bank told us not to charge this card again. Choose another method.',
    field: 'method',
  },
  {
    row: 31,
    what: 'a card whose consent was withdrawn',
    ask: ({ desk, revokedCard }) => desk.pay(chargeOf(revokedCard)),
    status: 409,
    code: 'consent_revoked',
    says: /^The client withdrew permission on \d{1,2} \w{3,4} \d{4}, \d\d:\d\d\. Ask them anew before charging\.$/,
    field: 'method',
  },
  {
    row: 53,
    what: 'the same amount again within a day',
    ask: ({ desk, charged }) => desk.pay(chargeOf(charged, { amount: 6_400, keepCredit: true })),
    status: 409,
    code: 'possible_duplicate',
    says: /^Fred Frontdesk took \$64\.00 on this account at \d{1,2}:\d\d\s[AP]M\. Take it again\? Say why\.$/,
    field: 'duplicateReason',
  },
  {
    row: 46,
    what: 'no idempotency key',
    ask: (scene) => scene.desk.post('/payments', chargeOf(scene.owing)),
    status: 400,
    code: 'key_required',
    says: 'Send an Idempotency-Key.',
  },
  {
    row: 50,
    what: 'a key of 300 characters',
    ask: (scene) => scene.charge({}, 'k'.repeat(300)),
    status: 400,
    code: 'key_invalid',
    says: 'Use at most 255 characters.',
  },
  {
    row: 64,
    what: 'an account that is no id',
    ask: (scene) => scene.charge({ accountId: `' or 1=1 --` }),
    status: 404,
    code: 'not_found',
    says: 'We could not find that account.',
  },
  {
    row: 64,
    what: 'a retry of a payment of another organization',
    ask: (scene) => scene.charge({ retryOf: 'pay_01h455vb4pex5vsknk084sn02q' }),
    status: 404,
    code: 'not_found',
    says: 'We could not find that payment.',
  },
]
