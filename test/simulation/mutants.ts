import { BANK_MUTANTS } from './mutants-bank.ts'
import { MONEY_BACK_MUTANTS } from './mutants-money-back.ts'

/** The protocol broken on purpose, in one place: a seed must notice, by the violation named. */
export interface Mutant {
  name: string
  breaks: string
  edits: { file: string; from: string; to: string }[]
  /** Unique indexes that would hold what the code no longer does. */
  withoutIndexes?: string[]
  /** A seed that kills it, and how; null: none of the first sixty does, it takes a longer search. */
  killedBy: { seed: number | null; violation: string }
}

const CHARGE = 'src/payments/charge-payment.ts'
const END = 'src/payments/end-intent.ts'
const LOOK = 'src/payments/look-at-payment.ts'
const SETTLE = 'src/payments/settle-payment.ts'
const AIM = 'src/payments/aim-payment.ts'

export const MUTANTS: Mutant[] = [
  {
    name: 'confirm-before-commit',
    breaks: 'Money may move before the intent is on record.',
    edits: [
      {
        file: CHARGE,
        from: 'const intentId = created.value.id\n',
        to: `const intentId = created.value.id
  await processor.confirmIntent(intentId, payment.confirmParameters, processorKey(payment, 'confirm'))\n`,
      },
    ],
    killedBy: { seed: 1, violation: 'P3' },
  },
  {
    name: 'asks-in-transaction',
    breaks: 'The processor is asked while a transaction is open, and the guard is gone.',
    edits: [
      {
        file: 'src/processor/stripe.ts',
        from: "assertNoTransactionOpen('The processor is asked')",
        to: 'void assertNoTransactionOpen',
      },
      {
        file: LOOK,
        from: 'const payment = await inOrganization(app.db, ref.orgId, (tx) =>\n    claimLook(tx, ref.paymentId, now, lease),\n  )',
        to: `const payment = await inOrganization(app.db, ref.orgId, async (tx) => {
    const claimed = await claimLook(tx, ref.paymentId, now, lease)
    if (claimed?.intentId) await (await app.processors.of(claimed)).readIntent(claimed.intentId)
    return claimed
  })`,
      },
    ],
    killedBy: { seed: 1, violation: 'P7' },
  },
  {
    name: 'failed-without-cancel',
    breaks: 'A decline is final for us, but not for whoever holds the client secret.',
    edits: [
      {
        file: END,
        from: 'const processor = await app.processors.of(payment)\n',
        to: `if (problem.decline) return settlePayment(app, ref, { to: 'failed', intentId, problem, card }, news)
  const processor = await app.processors.of(payment)\n`,
      },
    ],
    killedBy: { seed: 5, violation: 'P4' },
  },
  {
    name: 'timeout-is-failed',
    breaks: 'No answer is taken for a no.',
    edits: [
      {
        file: CHARGE,
        from: "{ to: 'unknown', problem }, { door })",
        to: "{ to: 'failed', intentId: payment.intentId, problem }, { door })",
      },
    ],
    killedBy: { seed: 6, violation: 'P4' },
  },
  {
    name: 'not-found-is-canceled',
    breaks: 'An intent that nobody confirmed yet is closed here, but not at the processor.',
    edits: [
      {
        file: LOOK,
        from: 'return endIntent(app, payment, payment.problem ?? problemOf(intent), news, intent.card)',
        to: "return settlePayment(app, ref, { to: 'canceled', intentId: payment.intentId, problem: problemOf(intent) }, news)",
      },
    ],
    killedBy: { seed: 5, violation: 'P4' },
  },
  {
    name: 'settle-twice',
    breaks: 'Settling is not idempotent: each door books the money again.',
    edits: [
      {
        file: SETTLE,
        from: "if (payment.state === 'succeeded') return payment\n  if (isFinal(payment.state)) {",
        to: "if (isFinal(payment.state) && payment.state !== 'succeeded') {",
      },
      {
        file: 'src/payments/hear-payment-event.ts',
        from: "if (state === 'succeeded') return true\n",
        to: '',
      },
      {
        file: SETTLE,
        from: 'assert(mayBecome(payment.state, to), `a payment does not go from ${payment.state} to ${to}`)',
        to: '',
      },
      {
        file: 'src/ledger/post.ts',
        from: '${all(({ effectiveOn }) => effectiveOn)}::date[]) l`,',
        to: '${all(({ effectiveOn }) => effectiveOn)}::date[]) l on conflict do nothing`,',
      },
      {
        file: 'src/payments/settlement-store.ts',
        from: 'as r (id, payment_id, account_id, paid_behind, place)`,',
        to: 'as r (id, payment_id, account_id, paid_behind, place) on conflict do nothing`,',
      },
    ],
    killedBy: { seed: 1, violation: 'unexpected error' },
  },
  {
    name: 'no-balance-check',
    breaks: 'An invoice may be charged more than it owes.',
    edits: [
      { file: AIM, from: 'const part = due < left ? due : left', to: 'const part = left' },
      { file: AIM, from: 'if (part <= 0n) continue', to: 'void due' },
    ],
    killedBy: { seed: 11, violation: 'P1' },
  },
  {
    name: 'unmeant-credit',
    breaks: 'What exceeds the amount owed silently becomes credit.',
    edits: [
      {
        file: AIM,
        from: 'if (!onAccount && !aim.keepCredit) refuseOverpayment(aim, aim.amount - left)',
        to: 'void onAccount',
      },
    ],
    killedBy: { seed: 11, violation: 'P1' },
  },
  {
    name: 'no-holds',
    breaks: 'Two clerks may charge one invoice at once.',
    edits: [
      {
        file: AIM,
        from: 'const holder = open.find((charge) => charge.holds && charge.invoiceId === invoice.id)',
        to: 'const holder = undefined as OpenCharge | undefined',
      },
      {
        file: AIM,
        from: 'const holder = open.find((charge) => charge.holds)',
        to: 'const holder = undefined as OpenCharge | undefined',
      },
    ],
    withoutIndexes: ['one_open_charge_per_invoice', 'one_open_charge_per_account'],
    killedBy: { seed: 10, violation: 'P1' },
  },
  {
    name: 'no-sweeper',
    breaks: 'Nobody looks at payments whose worker died.',
    edits: [
      {
        file: 'src/payments/sweep.ts',
        from: 'const waiting = [...due]',
        to: 'const waiting = [...due].slice(due.length)',
      },
    ],
    killedBy: { seed: 1, violation: 'P5' },
  },
  {
    name: 'sweeper-charges-again',
    breaks: 'The sweeper answers a missing answer by a new intent.',
    edits: [
      {
        file: LOOK,
        from: "import { inOrganization } from '../database/transaction.ts'\n",
        to: "import { sql } from 'kysely'\nimport { inOrganization, run } from '../database/transaction.ts'\n",
      },
      {
        file: LOOK,
        from: 'const read = await processor.readIntent(payment.intentId)\n',
        to: `if (payment.state === 'unknown') {
    const again = await processor.createIntent(payment.intentParameters, app.newId())
    if (again.is !== 'answered') return
    payment.intentId = again.value.id
    await inOrganization(app.db, ref.orgId, (tx) =>
      run(tx, sql\`update payment set intent_id = \${again.value.id} where id = \${ref.paymentId}\`),
    )
    await processor.confirmIntent(again.value.id, payment.confirmParameters, app.newId())
  }
  const read = await processor.readIntent(payment.intentId)\n`,
      },
    ],
    killedBy: { seed: 1, violation: 'P3' },
  },
  {
    name: 'key-forgotten',
    breaks: 'Pressing twice under one key is charging twice.',
    edits: [
      {
        file: 'src/staff/idempotency.ts',
        from: '${key.holder}), ${key.key},',
        to: '${key.holder}), ${key.madeId},',
      },
    ],
    killedBy: { seed: 78, violation: 'P8' },
  },
  {
    name: 'unknown-holds-nothing',
    breaks: 'While the answer is missing, somebody else may charge the invoice.',
    edits: [
      {
        file: 'src/payments/payment.ts',
        from: "return !isFinal(state) && state !== 'processing'",
        to: "return !isFinal(state) && state !== 'processing' && state !== 'unknown'",
      },
    ],
    killedBy: { seed: 4, violation: 'I15' },
  },
  {
    name: 'believes-webhooks',
    breaks: 'An event is believed without reading what the intent is now.',
    edits: [
      {
        file: 'src/payments/hear-payment-event.ts',
        from: "import { type Charge, isFinal, type PaymentState } from './payment.ts'\n",
        to: "import { type Charge, isFinal, type PaymentState } from './payment.ts'\nimport { settlePayment } from './settle-payment.ts'\n",
      },
      {
        file: 'src/payments/hear-payment-event.ts',
        from: "if (!payment) return 'unknown_object'\n",
        to: `if (!payment) return 'unknown_object'
  if (event.type === 'payment_intent.payment_failed') {
    const problem = { reason: 'declined' }
    await settlePayment(app, { orgId: payment.orgId, paymentId: payment.id }, { to: 'failed', intentId: event.objectId, problem }, { door: event.door })
    return 'heard'
  }\n`,
      },
    ],
    killedBy: { seed: 5, violation: 'P4' },
  },
  {
    name: 'consent-not-asked',
    breaks: 'A card is charged although the client withdrew permission.',
    edits: [
      {
        file: 'src/payments/require-consent.ts',
        from: 'switch (consentState(consent, today)) {',
        to: "switch (consent ? 'inForce' : consentState(consent, today)) {",
      },
    ],
    killedBy: { seed: 11, violation: 'I11' },
  },
  {
    name: 'abandoned-challenge-waits',
    breaks: 'A client who leaves the bank’s page blocks the invoice for ever.',
    edits: [
      {
        file: LOOK,
        from: "? endIntent(app, payment, { reason: 'abandoned' }, news)",
        to: '? Promise.resolve(payment)',
      },
    ],
    killedBy: { seed: 13, violation: 'P5' },
  },
  {
    name: 'lost-cancel-is-canceled',
    breaks: 'A cancel without an answer is taken for a cancel.',
    edits: [
      {
        file: END,
        from: "return settlePayment(app, ref, { to: 'unknown', problem }, news)\n  }\n  const intent",
        to: "return settlePayment(app, ref, { to: 'canceled', intentId, problem }, news)\n  }\n  const intent",
      },
    ],
    killedBy: { seed: 121, violation: 'P4' },
  },
  ...MONEY_BACK_MUTANTS,
  ...BANK_MUTANTS,
]
