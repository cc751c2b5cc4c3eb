import { expect, test } from 'vitest'
import type { MoneyInHand } from '../../../api/contract.ts'
import { nextPart, reckon } from './plan-parts.ts'

const usd = (amount: number) => ({ amount, currency: 'USD' })

/** 30.00 cash and a credit of 5.00; 20.00 and 40.00 are due, 10.00 of the latter is on its way. */
const money = {
  credit: usd(3_500),
  inHand: [
    { sourceId: 'pay_1', left: usd(3_000) },
    { sourceId: 'crd_1', left: usd(500) },
  ],
  openInvoices: [
    { id: 'inv_1', due: usd(2_000), reserved: usd(0) },
    { id: 'inv_2', due: usd(4_000), reserved: usd(1_000) },
  ],
} as unknown as MoneyInHand

const part = (sourceId: string, invoiceId: string, text: string) => ({ sourceId, invoiceId, text })

test('shows what stays of the money and what is still owed', () => {
  const done = reckon(money, [part('pay_1', 'inv_1', '20.00'), part('pay_1', 'inv_2', '10')])
  expect(done).toMatchObject({ used: 3_000, isSound: true, amounts: [2_000, 1_000] })
  expect([done.rest.get('pay_1'), done.rest.get('crd_1')]).toEqual([0, 500])
  expect([done.due.get('inv_1'), done.due.get('inv_2')]).toEqual([0, 3_000])
})

test('says at each part what cannot be', () => {
  const { problems, isSound } = reckon(money, [
    part('pay_1', 'inv_1', '20.01'),
    part('crd_1', 'inv_2', '5.01'),
    part('pay_1', 'inv_2', 'ten'),
  ])
  expect(isSound).toBe(false)
  expect(problems).toEqual([
    'Only $20.00 can be paid here.',
    'Only $5.00 of this money is left.',
    expect.stringMatching(/amount/i),
  ])
})

test('what a charge on its way is to pay is not paid from credit too', () => {
  expect(reckon(money, [part('pay_1', 'inv_2', '30.00')]).isSound).toBe(true)
  expect(
    reckon(money, [part('pay_1', 'inv_2', '30.00'), part('crd_1', 'inv_2', '0.01')]).problems,
  ).toEqual(['Only $30.00 can be paid here.', 'Only $30.00 can be paid here.'])
})

test('an empty field is nothing, and nothing cannot be applied', () => {
  expect(reckon(money, [part('pay_1', 'inv_1', '')])).toMatchObject({
    used: 0,
    isSound: false,
    problems: [undefined],
  })
})

test('a further part takes the oldest money that is left, as much as fits', () => {
  const first = nextPart(money, [], 'inv_1')
  expect(first).toEqual(part('pay_1', 'inv_1', '20.00'))
  expect(nextPart(money, first ? [first] : [], 'inv_1')).toBe(null)
  expect(nextPart(money, [part('pay_1', 'inv_2', '28.00')], 'inv_2')).toEqual(
    part('crd_1', 'inv_2', '2.00'),
  )
})
