import type { Mutant } from './mutants.ts'

/** Money that goes back, what the processor keeps and pays out, and cards that are saved. */
export const MONEY_BACK_MUTANTS: Mutant[] = [
  {
    name: 'refund-asked-anew',
    breaks: 'Asking again about a refund is asking for another one.',
    edits: [
      {
        file: 'src/refunds/ask-for-refund.ts',
        from: 'createRefund(refund.parameters, refundKey(refund))',
        to: 'createRefund(refund.parameters, refundKey(refund) + app.newId())',
      },
    ],
    killedBy: { seed: 4, violation: 'R2' },
  },
  {
    name: 'refund-not-reserved',
    breaks: 'What is given back is still there to be given back.',
    edits: [
      {
        file: 'src/refunds/open-refund.ts',
        from: 'refund.creditId = await giveMoneyBack(app, tx, refund, payment, inHand)',
        to: 'void [giveMoneyBack, inHand]',
      },
    ],
    killedBy: { seed: 1, violation: 'I27' },
  },
  {
    name: 'lost-refund-is-failed',
    breaks: 'No answer about a refund is taken for a no.',
    edits: [
      {
        file: 'src/refunds/ask-for-refund.ts',
        from: "return unknown('no_answer')",
        to: "return failed('no_answer')",
      },
    ],
    killedBy: { seed: 54, violation: 'R3' },
  },
  {
    name: 'failed-refund-not-given-back',
    breaks: 'A refund that came back from the bank stays taken from its payment.',
    edits: [
      {
        file: 'src/refunds/settle-refund.ts',
        from: "if (outcome.to === 'failed') settled.madeGood = await bringBack(app, tx, refund, now)",
        to: 'void bringBack',
      },
    ],
    killedBy: { seed: 4, violation: 'I27' },
  },
  {
    name: 'refunds-only-by-webhook',
    breaks: 'What went back is forgotten when its webhook is lost.',
    edits: [
      {
        file: 'src/refunds/hear-refund-event.ts',
        from: 'const processor = await app.processors.of(account)',
        to: "if (event.door === 'poll') return 'known'\n    const processor = await app.processors.of(account)",
      },
    ],
    killedBy: { seed: 2, violation: 'R3' },
  },
  {
    name: 'dispute-booked-again',
    breaks: 'Every news of a dispute takes its money once more.',
    edits: [
      {
        file: 'src/disputes/record-dispute.ts',
        from: 'BigInt(seen.withdrawn) - takenBack(dispute)',
        to: 'BigInt(seen.withdrawn)',
      },
    ],
    killedBy: { seed: 2, violation: 'R4' },
  },
  {
    name: 'payout-comes-back-unbooked',
    breaks: 'A payout that the bank sends back stays in the books as paid.',
    edits: [
      {
        file: 'src/payouts/settle-payout.ts',
        from: "if (isOver(found.state) && known.isBooked) return 'payout_returned'",
        to: '',
      },
    ],
    killedBy: { seed: 49, violation: 'I32' },
  },
  {
    name: 'lost-setup-is-failed',
    breaks: 'A card whose saving was not answered is saved at the processor, and nowhere else.',
    edits: [
      {
        file: 'src/wallet/add-method.ts',
        from: "? settleSetup(app, confirming, { to: 'unknown', problem })",
        to: "? settleSetup(app, confirming, { to: 'failed', problem })",
      },
      {
        file: 'src/wallet/hear-setup-event.ts',
        from: "return state === 'succeeded' || type !== 'setup_intent.succeeded'",
        to: 'return type.length > 0',
      },
    ],
    killedBy: { seed: 14, violation: 'S1' },
  },
]
