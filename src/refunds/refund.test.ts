import { describe, expect, test } from 'vitest'
import {
  isUnanswered,
  mayBecome,
  moneyMoved,
  nextLook,
  REFUND_STATES,
  type RefundState,
} from './refund.ts'

const STATES = Object.keys(REFUND_STATES) as RefundState[]
const NOW = new Date('2026-05-14T10:00:00Z')

/** Written out a second time on purpose: a change of the table has to be meant. */
const MAY_BECOME = new Set([
  'created > pending',
  'created > unknown',
  'created > succeeded',
  'created > failed',
  'pending > succeeded',
  'pending > failed',
  'unknown > pending',
  'unknown > review',
  'unknown > succeeded',
  'unknown > failed',
  'review > pending',
  'review > succeeded',
  'review > failed',
  'succeeded > failed',
])

describe('W25 the table of states', () => {
  test('allows these moves and refuses every other', () => {
    const moves = STATES.flatMap((from) => STATES.map((to) => [from, to] as const))
    const allowed = moves.filter(([from, to]) => mayBecome(from, to))
    expect(new Set(allowed.map(([from, to]) => `${from} > ${to}`))).toEqual(MAY_BECOME)
  })

  test('never lets a refund that failed move money again', () => {
    for (const to of STATES) expect(mayBecome('failed', to)).toBe(false)
  })

  test('lets everything else come to an end either way', () => {
    for (const state of STATES.filter((one) => one !== 'failed')) {
      expect(state === 'succeeded' || mayBecome(state, 'succeeded')).toBe(true)
      expect(mayBecome(state, 'failed')).toBe(true)
    }
  })
})

test('what is not over is looked at, the sooner the less is known', () => {
  const seconds = Object.fromEntries(
    STATES.map((state) => {
      const at = nextLook(state, 0, NOW)
      return [state, at && (at.getTime() - NOW.getTime()) / 1000]
    }),
  )
  expect(seconds).toEqual({
    created: 90,
    unknown: 2,
    pending: 3600,
    review: 3600,
    succeeded: null,
    failed: null,
  })
  expect(nextLook('unknown', 99, NOW)?.getTime()).toBe(NOW.getTime() + 60_000)
})

test('docs/refund-states.md is drawn from the table: to draw it again, run this file with vitest --update', async () => {
  await expect(drawing()).toMatchFileSnapshot('../../docs/refund-states.md')
})

function drawing(): string {
  const arrows = STATES.flatMap((from) => REFUND_STATES[from].map((to) => `  ${from} --> ${to}`))
  const lines = STATES.map((state) => {
    const cells = [`\`${state}\``, moneyMoved(state), isUnanswered(state) ? 'no' : 'yes']
    return `| ${cells.join(' | ')} |`
  })
  return `# States of a refund

Drawn from the table in \`src/refunds/refund.ts\` by \`src/refunds/refund.test.ts\`, which fails
when this page is older than the table. To draw it again, run that file with \`vitest --update\`.

\`\`\`mermaid
stateDiagram-v2
  [*] --> created
  [*] --> succeeded
${arrows.join('\n')}
  succeeded --> [*]
  failed --> [*]
\`\`\`

Cash, a check and a card on another terminal are handed out when they are written down: they begin
succeeded. The money of a refund that failed is account credit again.

| state | did money go back? | may another refund of the payment begin? |
|---|---|---|
${lines.join('\n')}
`
}
