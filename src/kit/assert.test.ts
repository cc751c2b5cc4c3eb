import { expect, test } from 'vitest'
import { assert, never } from './assert.ts'

test('assert throws only when the condition does not hold', () => {
  expect(() => assert(1 + 1 === 2, 'sums')).not.toThrow()
  expect(() => assert(null, 'there is a row')).toThrow('Assertion failed: there is a row')
})

test('never names the value nobody thought of', () => {
  expect(() => never('refunded' as never)).toThrow('"refunded"')
})
