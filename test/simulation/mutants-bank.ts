import type { Mutant } from './mutants.ts'

const OPEN = 'src/payments/open-payment.ts'

/** Debits of bank accounts over days, returns, and what the client agreed to. */
export const BANK_MUTANTS: Mutant[] = [
  {
    name: 'processing-is-paid',
    breaks: 'What a bank was only asked for is taken for paid.',
    edits: [
      {
        file: 'src/payments/charge-payment.ts',
        from: "    case 'processing':\n    case 'requires_action':\n      return settlePayment(app, ref, { to: intent.state }, { door })",
        to: "    case 'processing':\n      return settlePayment(app, ref, { to: 'succeeded', intent: { ...intent, amountReceived: intent.amount } }, { door })\n    case 'requires_action':\n      return settlePayment(app, ref, { to: intent.state }, { door })",
      },
    ],
    killedBy: { seed: 11, violation: 'P9' },
  },
  {
    name: 'return-not-booked',
    breaks: 'What a bank sends back after it paid stays in the books as paid.',
    edits: [
      {
        file: 'src/returns/return-echeck.ts',
        from: "if (await returnOf(tx, payment.id)) return 'recorded'",
        to: "if ((await returnOf(tx, payment.id)) || seen.withdrawn > 0) return 'recorded'",
      },
    ],
    killedBy: { seed: 12, violation: 'R4' },
  },
  {
    name: 'return-booked-twice',
    breaks: 'Every news of a return books it once more.',
    edits: [
      {
        file: 'src/returns/return-echeck.ts',
        from: "if (await returnOf(tx, payment.id)) return 'recorded'",
        to: 'void returnOf',
      },
    ],
    withoutIndexes: ['payment_return_org_id_payment_id_key', 'payment_return_at_processor'],
    killedBy: { seed: 12, violation: 'I27' },
  },
  {
    name: 'consent-read-before-lock',
    breaks: 'What the client agreed to is read before the charge has the account for itself.',
    edits: [
      {
        file: OPEN,
        from: 'return await inOrganization(app.db, caller.orgId, (tx) => open(app, tx, caller, key, request))',
        to: `const { method, purpose } = request
    const id = method.kind === 'saved' ? fromTypeId('pm', method.methodId) : null
    const early = id && (await inOrganization(app.db, caller.orgId, (tx) => findMethod(tx, id, purpose)))
    return await inOrganization(app.db, caller.orgId, (tx) => open(app, tx, caller, key, request, early))`,
      },
      {
        file: OPEN,
        from: '  request: PaymentRequest,\n): Promise<Opening> {\n  const { orgId } = caller',
        to: '  request: PaymentRequest,\n  early: SavedMethod | null | undefined,\n): Promise<Opening> {\n  const { orgId } = caller',
      },
      {
        file: OPEN,
        from: 'const asked = askForFacts(tx, request, askedAt)',
        to: 'const asked = { ...askForFacts(tx, request, askedAt), method: Promise.resolve(early) }',
      },
    ],
    killedBy: { seed: 7, violation: 'I11' },
  },
  {
    name: 'cap-not-summed',
    breaks: 'What a client allows in a month is allowed every time.',
    edits: [
      {
        file: 'src/payments/require-consent.ts',
        from: 'if (used + amount <= perPeriod) return',
        to: 'if (amount <= perPeriod) return',
      },
    ],
    killedBy: { seed: null, violation: 'I11' },
  },
  {
    name: 'retry-after-unauthorized',
    breaks: 'A bank account is debited again after its bank closed it to debits.',
    edits: [
      {
        file: 'src/payments/chargeable-method.ts',
        from: "if (method.kind === 'bankAccount') requireOpenToDebits(method)",
        to: 'void requireOpenToDebits',
      },
      {
        file: 'src/payments/chargeable-method.ts',
        from: 'if (method.doNotChargeAt) {',
        to: "if (method.doNotChargeAt && method.kind === 'card') {",
      },
      {
        file: 'src/payments/stop-bank-account.ts',
        from: 'if (!revokes) return',
        to: 'if (revokes || !revokes) return',
      },
    ],
    killedBy: { seed: 12, violation: 'I33' },
  },
  {
    name: 'uncovered-tried-for-ever',
    breaks: 'A debit that was not covered is tried again at once, and as often as somebody likes.',
    edits: [
      {
        file: 'src/payments/reinitiate.ts',
        from: 'if (!last) return',
        to: 'if (!last || uncovered.length > 0) return',
      },
    ],
    killedBy: { seed: null, violation: 'I34' },
  },
  {
    name: 'loss-not-made-good',
    breaks:
      'A refund that fails becomes credit while what a bank took beyond the payment stays our loss.',
    edits: [
      {
        file: 'src/refunds/settle-refund.ts',
        from: 'const disputes = await makeDisputesGood(app.newId, tx, paymentId, ofDisputes)',
        to: 'const disputes = 0n * BigInt([makeDisputesGood, ofDisputes].length)',
      },
    ],
    killedBy: { seed: null, violation: 'I35' },
  },
]
