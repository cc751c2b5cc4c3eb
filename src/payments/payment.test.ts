import { describe, expect, test } from 'vitest'
import {
  holdsInvoices,
  isFinal,
  mayBecome,
  moneyMoved,
  nextLook,
  PAYMENT_STATES,
  type PaymentState,
  whyNotCancel,
} from './payment.ts'

const STATES = Object.keys(PAYMENT_STATES) as PaymentState[]
const NOW = new Date('2026-05-14T10:00:00Z')

/** Written out a second time on purpose: a change of the table has to be meant. */
const MAY_BECOME = new Set([
  'created > confirming',
  'created > canceled',
  'confirming > requires_action',
  'confirming > processing',
  'confirming > succeeded',
  'confirming > failed',
  'confirming > unknown',
  'confirming > canceled',
  'requires_action > processing',
  'requires_action > succeeded',
  'requires_action > failed',
  'requires_action > unknown',
  'requires_action > canceled',
  'processing > succeeded',
  'processing > failed',
  'processing > canceled',
  'processing > review',
  'unknown > requires_action',
  'unknown > processing',
  'unknown > succeeded',
  'unknown > failed',
  'unknown > canceled',
  'unknown > review',
  'review > processing',
  'review > succeeded',
  'review > failed',
  'review > canceled',
])

interface Facts {
  final: boolean
  holds: boolean
  moved: 'yes' | 'no' | 'unknown'
  /** Seconds until the sweeper looks first, fifth and hundredth. */
  looks: [number, number, number] | null
  cancel: string | null
}

const ASKED = 'The bank has been asked; wait for its answer.'
const ENDED = 'It has ended already.'

const FACTS: Record<PaymentState, Facts> = {
  created: { final: false, holds: true, moved: 'no', looks: [90, 90, 90], cancel: null },
  confirming: { final: false, holds: true, moved: 'unknown', looks: [90, 90, 90], cancel: ASKED },
  requires_action: { final: false, holds: true, moved: 'no', looks: [900, 900, 900], cancel: null },
  processing: {
    final: false,
    holds: false,
    moved: 'unknown',
    looks: [3600, 3600, 3600],
    cancel: ASKED,
  },
  unknown: { final: false, holds: true, moved: 'unknown', looks: [2, 40, 60], cancel: ASKED },
  review: { final: false, holds: true, moved: 'unknown', looks: [3600, 3600, 3600], cancel: ASKED },
  succeeded: {
    final: true,
    holds: false,
    moved: 'yes',
    looks: null,
    cancel: 'It is paid. Money goes back by a refund.',
  },
  failed: { final: true, holds: false, moved: 'no', looks: null, cancel: ENDED },
  canceled: { final: true, holds: false, moved: 'no', looks: null, cancel: ENDED },
}

describe('every pair of states', () => {
  const pairs = STATES.flatMap((from) => STATES.map((to) => ({ from, to })))

  test.each(pairs)('$from > $to', ({ from, to }) => {
    expect(mayBecome(from, to)).toBe(MAY_BECOME.has(`${from} > ${to}`))
  })

  test('all that may happen is between states that exist', () => {
    const known = pairs.map(({ from, to }) => `${from} > ${to}`)
    expect([...MAY_BECOME].filter((pair) => !known.includes(pair))).toEqual([])
  })
})

describe('every state', () => {
  test.each(STATES)('%s', (state) => {
    const look = (looks: number) => {
      const at = nextLook(state, looks, NOW)
      return at && (at.getTime() - NOW.getTime()) / 1000
    }
    const first = look(0)
    expect({
      final: isFinal(state),
      holds: holdsInvoices(state),
      moved: moneyMoved(state),
      looks: first === null ? null : [first, look(4), look(99)],
      cancel: whyNotCancel({ state, tender: 'card' }),
    }).toEqual(FACTS[state])
  })
})

describe('what the table must never allow', () => {
  test('money that was taken is never left, and never becomes a no', () => {
    for (const to of STATES) expect(mayBecome('succeeded', to)).toBe(false)
  })

  test('no state is a dead end but the final three, and each of those is reached', () => {
    for (const state of STATES) {
      const ends = [...reachableFrom(state)].filter(isFinal)
      if (!isFinal(state)) expect(ends.length).toBeGreaterThan(0)
    }
    const all = reachableFrom('created')
    expect([...all, 'created'].toSorted()).toEqual(STATES.toSorted())
  })

  test('what is not final is looked at, and a "no" is said only where no money can move', () => {
    for (const state of STATES) {
      expect(nextLook(state, 0, NOW) === null).toBe(isFinal(state))
      if (moneyMoved(state) === 'no' && !isFinal(state))
        expect(whyNotCancel({ state, tender: 'card' })).toBeNull()
      if (whyNotCancel({ state, tender: 'card' }) === null)
        expect(mayBecome(state, 'canceled')).toBe(true)
    }
  })

  test('an eCheck can be canceled until the bank has it', () => {
    expect(whyNotCancel({ state: 'processing', tender: 'echeck' })).toBeNull()
    expect(mayBecome('processing', 'canceled')).toBe(true)
    expect(whyNotCancel({ state: 'processing', tender: 'card' })).not.toBeNull()
    expect(whyNotCancel({ state: 'succeeded', tender: 'echeck' })).not.toBeNull()
  })

  test('what may have taken money is not forgotten: it reaches paid', () => {
    for (const state of STATES) {
      if (moneyMoved(state) === 'unknown') expect(mayBecome(state, 'succeeded')).toBe(true)
    }
  })

  test('each look at an unknown payment is later than the one before, up to a minute', () => {
    const waits = Array.from({ length: 20 }, (_, looks) => Number(nextLook('unknown', looks, NOW)))
    expect(waits).toEqual(waits.toSorted((a, b) => a - b))
    expect(Math.max(...waits) - NOW.getTime()).toBe(60_000)
  })
})

test('docs/states.md is drawn from the table: to draw it again, run this file with vitest --update', async () => {
  await expect(drawing()).toMatchFileSnapshot('../../docs/states.md')
})

function reachableFrom(start: PaymentState): Set<PaymentState> {
  const reached = new Set<PaymentState>()
  const waiting = [start]
  for (let state = waiting.pop(); state; state = waiting.pop()) {
    for (const next of PAYMENT_STATES[state]) {
      if (reached.has(next)) continue
      reached.add(next)
      waiting.push(next)
    }
  }
  return reached
}

function drawing(): string {
  const arrows = STATES.flatMap((from) => PAYMENT_STATES[from].map((to) => `  ${from} --> ${to}`))
  const ends = STATES.filter(isFinal).map((state) => `  ${state} --> [*]`)
  const lines = STATES.map((state) => {
    const cells = [
      `\`${state}\``,
      moneyMoved(state),
      holdsInvoices(state) ? 'yes' : 'no',
      whyNotCancel({ state, tender: 'card' }) ?? 'Staff may cancel.',
      lookedAt(state),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return `# States of a payment

Drawn from the table in \`src/payments/payment.ts\` by \`src/payments/payment.test.ts\`, which fails
when this page is older than the table. To draw it again, run that file with \`vitest --update\`.

\`\`\`mermaid
stateDiagram-v2
  [*] --> created
${[...arrows, ...ends].join('\n')}
\`\`\`

\`failed\`: a bank said no. \`canceled\`: we closed it, or were refused before a bank was asked. Both
are written only after the processor answered that the intent is canceled. \`succeeded\` is never
left: money that goes back is a row of its own.

| State | Money taken? | Holds its invoices | Cancel | Looked at again |
| --- | --- | --- | --- | --- |
${lines.join('\n')}
`
}

function lookedAt(state: PaymentState): string {
  const looks = [0, 1, 2, 3, 4, 5].map((n) => nextLook(state, n, NOW))
  if (looks[0] === null) return 'no'
  const seconds = looks.map((at) => (Number(at) - NOW.getTime()) / 1000)
  const words = [...new Set(seconds)].map((one) => (one < 120 ? `${one} s` : `${one / 60} min`))
  return `after ${words.join(', ')}`
}
