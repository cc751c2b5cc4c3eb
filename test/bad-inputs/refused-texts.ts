import type { Answer } from '../support/world.ts'
import type { Refusal } from './refusals.ts'
import { chargeOf, type Scene } from './scene.ts'

const REMOVE_NUMBER = 'Remove the card number. You may write "ending 4242".'
const REMOVE_CODE = 'Remove the security code; it must never be stored.'
const VISA = '4242424242424242'

function note(row: number, what: string, text: string, code: string, says: string): Refusal {
  const secret = code === 'card_number_in_text' ? { secret: text } : {}
  const ask = (scene: Scene) => scene.charge({ note: text })
  return { row, what, ask, status: 422, code, says, field: 'note', ...secret }
}

function cardNumberIn(
  what: string,
  field: string,
  ask: (scene: Scene) => Promise<Answer>,
): Refusal {
  const [code, says] = ['card_number_in_text', REMOVE_NUMBER]
  return { row: 35, what, ask, status: 422, code, says, field, secret: VISA }
}

export const TEXTS: Refusal[] = [
  note(
    33,
    'a card number in the note',
    `card ${VISA}, thanks`,
    'card_number_in_text',
    REMOVE_NUMBER,
  ),
  ...Object.entries({
    spaces: '4242 4242 4242 4242',
    dots: '4242.4242.4242.4242',
    hyphens: '4242-4242-4242-4242',
    'no-break spaces': '4242\u00a04242\u00a04242\u00a04242',
    'full-width digits': '４２４２４２４２４２４２４２４２',
    'zero-width space inside': '42424242\u200b42424242',
    'zero-width joiner inside': '4242424\u200d242424242',
    'fifteen digits': '3782 822463 10005',
    'its date behind it': '5555 5555 5555 4444 12/27',
  }).map(([what, text]) => note(34, what, text, 'card_number_in_text', REMOVE_NUMBER)),
  cardNumberIn('the description of a charge', 'description', (scene) =>
    scene.charge({ description: `for ${VISA}` }),
  ),
  cardNumberIn('the reason for a second charge', 'duplicateReason', ({ desk, charged }) =>
    desk.pay(chargeOf(charged, { amount: 6_400, keepCredit: true, duplicateReason: VISA })),
  ),
  cardNumberIn('the name of a client', 'name', ({ desk }) => desk.post('/clients', { name: VISA })),
  cardNumberIn('the telephone of a client', 'phone', ({ desk }) =>
    desk.post('/clients', { name: 'Cy', phone: VISA }),
  ),
  cardNumberIn('the e-mail of a client', 'email', ({ desk }) =>
    desk.post('/clients', { name: 'Cy', email: `${VISA}@example.com` }),
  ),
  cardNumberIn('a changed name', 'name', ({ desk, owing }) =>
    desk.patch(`/clients/${owing.clientId}`, { name: VISA }),
  ),
  {
    ...cardNumberIn('the search box', 'search', ({ desk }) => desk.get(`/clients?search=${VISA}`)),
    says: 'Remove the card number. Search by the last four.',
  },
  cardNumberIn('the line of an invoice', 'lines.0.description', ({ desk, owing }) =>
    desk.post('/invoices', {
      accountId: owing.accountId,
      dueOn: '2027-01-31',
      lines: [{ description: VISA, quantity: 1, unitAmount: 100 }],
    }),
  ),
  cardNumberIn('the name of a card', 'nickname', ({ desk, owing }) =>
    desk.patch(`/payment-methods/${owing.methodId}`, { nickname: VISA }),
  ),
  cardNumberIn('the address of an invitation', 'email', ({ studio }) =>
    studio
      .as('owner')
      .post('/staff/invitations', { email: `${VISA}@example.com`, role: 'readOnly' }),
  ),
  {
    row: 35,
    what: 'a card number where the token of the card form is due',
    ask: (scene) => scene.charge({ method: { kind: 'new', confirmationToken: VISA, save: false } }),
    status: 422,
    code: 'field_invalid',
    says: 'Enter the card again in the card form.',
    field: 'method.confirmationToken',
    secret: VISA,
  },
  {
    row: 35,
    what: 'a card number as the idempotency key',
    ask: (scene) => scene.charge({}, VISA),
    status: 400,
    code: 'key_invalid',
    says: 'Use a random key, such as a UUID.',
    secret: VISA,
  },
  {
    row: 35,
    what: 'a card number in the path',
    ask: ({ desk }) => desk.get(`/clients/${VISA}`),
    status: 400,
    code: 'card_number_in_text',
    says: 'Remove the card number. You may write "ending 4242".',
    secret: VISA,
  },
  note(36, 'a security code in the note', 'cvv 123', 'security_code_in_text', REMOVE_CODE),
  note(
    36,
    'a security code before its name',
    'her 123 (cvc)',
    'security_code_in_text',
    REMOVE_CODE,
  ),
  note(
    39,
    '10,000 characters',
    'a'.repeat(10_000),
    'text_too_long',
    'Notes can have 1,000 characters; this has 10,000.',
  ),
  ...Object.entries({
    'a bidi override': 'abc\u202edef',
    'a bidi isolate': 'abc\u2066def',
    NUL: 'abc\u0000def',
    escape: 'abc\u001b[31m',
    'half a character': 'abc\ud83d',
  }).map(([what, text]) =>
    note(41, what, text, 'text_control_chars', 'Remove the invisible characters.'),
  ),
]

function idOf(what: string, path: string, thing: string): Refusal {
  const says = `We could not find that${thing}.`
  return {
    row: 64,
    what,
    ask: ({ desk }) => desk.get(path),
    status: 404,
    code: 'not_found',
    says,
  }
}

export const IDS: Refusal[] = [
  idOf('a number for an id', '/clients/1', ' client'),
  idOf('an id of another kind', '/clients/inv_01h455vb4pex5vsknk084sn02q', ' client'),
  idOf('SQL in an id', `/payments/${encodeURIComponent(`x' or '1'='1`)}`, ' payment'),
  idOf('a way up in an id', '/invoices/..%2f..%2fstaff', ' invoice'),
  idOf('NUL in an id', '/receipts/%00', ' receipt'),
  idOf('half an escape in an id', '/receipts/%e0%a4%a', ' receipt'),
  idOf('a route that is none', '/clients/1/2/3', ''),
]
