import { expect, test } from 'vitest'
import { NO_ANSWER, Problem } from '../../../api/problem.ts'
import { isUnanswered } from './unanswered.ts'

const problem = (status: number, code: string, moneyMoved?: 'no' | 'unknown') =>
  new Problem({ status, code, title: '', detail: '', moneyMoved })

test('only an answer that says so is one: what a proxy or a defect says is not', () => {
  expect(isUnanswered(problem(0, NO_ANSWER))).toBe(true)
  expect(isUnanswered(problem(502, 'http_502'))).toBe(true)
  expect(isUnanswered(problem(500, 'internal_error', 'unknown'))).toBe(true)
  expect(isUnanswered(problem(503, 'processor_unavailable', 'no'))).toBe(false)
  expect(isUnanswered(problem(409, 'result_pending', 'unknown'))).toBe(false)
})
