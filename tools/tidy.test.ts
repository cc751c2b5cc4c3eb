import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importsOf } from './imports.ts'
import { readTree, tidy } from './tidy.ts'

test('the repository is tidy', () => {
  expect(tidy(readTree(join(import.meta.dirname, '..')))).toEqual([])
})

/** Written in two halves, so that this file does not break the rules that it tries. */
const unfinished = ['TO', 'DO'].join('')
const only = ['test', 'only'].join('.')
const machine = ['', 'home', 'ada', 'onfile'].join('/')
const long = '\n'.repeat(401).replaceAll('\n', 'export {}\n')

const ALLOWED: [path: string, text: string][] = [
  ['src/payments/a.ts', `import { x } from '../kit/money.ts'`],
  ['src/payments/a.ts', `import { x } from './store.ts'`],
  ['src/main.ts', `import { x } from './start/settings.ts'`],
  ['src/cli.ts', `import { x } from '../seeds/harbor-center.ts'`],
  ['src/kit/a.test.ts', `import { x } from '../payments/a.ts'\nnew Date()`],
  ['web/a.ts', `import { x } from '../src/payments/contract.ts'`],
  ['web/a.tsx', `import { x } from '../src/kit/money.ts'`],
  ['web/api/client.ts', `import type { App } from '../../src/app.ts'`],
  ['web/api/client.ts', `import type { Routes } from '../../src/payments/routes.ts'`],
  ['src/processor/a.ts', `import Stripe from 'stripe'`],
  ['sandbox/a.ts', `import type Stripe from 'stripe'`],
  ['sandbox/a.ts', `import { type Stripe, type Card } from 'stripe'`],
  ['sandbox/a.test.ts', `import Stripe from 'stripe'`],
  ['src/kit/time.ts', 'Date.now()'],
  ['src/kit/money.ts', 'amount / 100'],
  ['src/http/a.ts', `// amount / 100 and ${'new Date'}()\nconst x = 'https://stripe.com/100'`],
  ['src/http/a.ts', 'new Date(payment.createdAt)'],
  ['web/staff/a.css', long],
  ['src/payments/a.generated.ts', long],
  ['web/vite.config.ts', `import { join } from 'node:path'`],
  ['docs/a.md', 'See /var/lib/onfile and https://example.com/home/ada/.'],
]

const FORBIDDEN: [path: string, text: string, says: string][] = [
  ['src/kit/a.ts', `import { x } from '../payments/a.ts'`, 'stands to its right'],
  ['src/clients/a.ts', `import type { X } from '../payments/a.ts'`, 'stands to its right'],
  ['src/clients/a.ts', `export { x } from '../payments/a.ts'`, 'stands to its right'],
  ['src/clients/a.ts', `const x = await import('../payments/a.ts')`, 'stands to its right'],
  ['src/clients/a.ts', `import {\n  x,\n  y,\n} from '../payments/a.ts'`, 'stands to its right'],
  ['src/payments/a.ts', `import { x } from '../app.ts'`, 'stands to its right'],
  ['src/payments/a.ts', `import { x } from '../start/settings.ts'`, 'stands to its right'],
  ['src/billing/a.ts', '', 'is not in the order of folders'],
  ['src/payments/a.ts', `import { x } from '../../sandbox/cards.ts'`, 'no part of the server'],
  ['src/main.ts', `import { x } from '../sandbox/main.ts'`, 'no part of the server'],
  ['src/payments/a.ts', `import { x } from '../../seeds/people.ts'`, 'no part of the server'],
  ['web/a.ts', `import { x } from '../src/payments/payment.ts'`, 'pages take only'],
  ['web/a.ts', `import type { App } from '../src/app.ts'`, 'pages take only'],
  ['web/api/client.ts', `import { app } from '../../src/app.ts'`, 'pages take only'],
  ['web/a.ts', `import { x } from '../sandbox/cards.ts'`, 'pages take only'],
  ['sandbox/a.ts', `import { x } from '../src/kit/money.ts'`, 'shares no code'],
  ['src/kit/a.ts', `import { x } from 'node:crypto'`, 'runs in a browser'],
  ['web/ui/a.ts', `import { x } from 'node:fs'`, 'runs in a browser'],
  ['src/payments/contract.ts', `import { x } from 'kysely'`, 'runs in a browser'],
  ['src/payments/a.ts', `import Stripe from 'stripe'`, 'only src/processor/'],
  ['src/payments/a.ts', `import type Stripe from 'stripe'`, 'only src/processor/'],
  ['sandbox/a.ts', `import Stripe from 'stripe'`, 'only src/processor/'],
  ['src/payments/a.ts', `import { x } from '../wallet/store.ts'`, 'private to its folder'],
  ['src/payments/payment-service.ts', '', 'does not say what'],
  ['web/ui/index.ts', '', 'does not say what'],
  ['sandbox/types.ts', '', 'does not say what'],
  ['src/payments/a.ts', 'const now = new Date()', 'take the clock'],
  ['src/payments/a.ts', 'const now = Date.now()', 'take the clock'],
  ['src/payments/a.ts', 'const id = Math.random()', 'take the clock'],
  ['src/payments/a.ts', 'parseFloat(text)', 'kit/money.ts'],
  ['web/a.tsx', 'amount.toFixed(2)', 'kit/money.ts'],
  ['web/a.tsx', 'amount / 100', 'kit/money.ts'],
  ['src/payments/a.ts', 'amount / 100n', 'kit/money.ts'],
  ['src/payments/a.ts', `// ${unfinished}: later`, 'behind'],
  ['src/payments/a.test.ts', `${only}('x', () => {})`, 'behind'],
  ['docs/a.md', `Files lie in ${machine}/src.`, 'the path of one machine'],
  ['package-lock.json', '"resolved": "https://example.com/x.tgz"', 'address of a registry'],
  ['src/payments/a.ts', long, '400 is the most'],
]

describe('each rule can fail, and knows what is allowed', () => {
  test.each(ALLOWED)('allowed in %s (%#)', (path, text) => {
    expect(tidy([{ path, text }])).toEqual([])
  })

  test.each(FORBIDDEN)('forbidden in %s (%#)', (path, text, says) => {
    const found = tidy([{ path, text }])
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(path)
    expect(found[0]).toContain(says)
  })

  test('imports in a circle', () => {
    const circle = [
      { path: 'src/kit/a.ts', text: `import { b } from './b.ts'` },
      { path: 'src/kit/b.ts', text: `import { c } from './c.ts'` },
      { path: 'src/kit/c.ts', text: `import { a } from './a.ts'` },
    ]
    expect(tidy(circle)).toEqual([
      'src/kit/a.ts → src/kit/b.ts → src/kit/c.ts → src/kit/a.ts: imports in a circle.',
    ])
    expect(tidy(circle.slice(0, 2))).toEqual([])
    const [a, b] = circle
    expect(
      tidy([a!, b!, { path: 'src/kit/c.ts', text: `import type { A } from './a.ts'` }]),
    ).toEqual([])
  })

  test('what a contract imports runs in a browser as well', () => {
    const shared = { path: 'src/http/fields.ts', text: `import { createHash } from 'node:crypto'` }
    const contract = {
      path: 'src/payments/contract.ts',
      text: `import { body } from '../http/fields.ts'`,
    }
    expect(tidy([shared, contract])).toEqual([
      'src/http/fields.ts: imports node:crypto, but runs in a browser with src/payments/contract.ts.',
    ])
    expect(tidy([shared])).toEqual([])
  })
})

test('imports are found in every form, and types told from values', () => {
  const text = `
    import './setup.ts'
    import fs, { type Stats } from 'node:fs'
    import type Stripe from 'stripe'
    import { type A, type B } from './a.ts'
    import * as b from './b.ts'
    export * from './c.ts'
    export type { D } from './d.ts'
    const e = () => import('./e.ts')
    // import { f } from './f.ts'
  `
  expect(importsOf(text)).toEqual([
    { from: 'node:fs', typeOnly: false, late: false },
    { from: 'stripe', typeOnly: true, late: false },
    { from: './a.ts', typeOnly: true, late: false },
    { from: './b.ts', typeOnly: false, late: false },
    { from: './c.ts', typeOnly: false, late: false },
    { from: './d.ts', typeOnly: true, late: false },
    { from: './setup.ts', typeOnly: false, late: false },
    { from: './e.ts', typeOnly: false, late: true },
  ])
})
