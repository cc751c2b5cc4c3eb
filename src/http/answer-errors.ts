import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { violatedConstraint } from '../database/transaction.ts'
import { redactCardNumbers } from '../kit/text.ts'
import type { RequestEnvironment } from './caller.ts'
import { Problem, problemDocument, statusOf } from './problem.ts'

/** Answers what a route threw: refusals as they are, anything else as a defect of ours. */
export function answerError(log: (line: Record<string, unknown>) => void) {
  return (error: Error, c: Context<RequestEnvironment>): Response => {
    if (error instanceof Problem) return answerProblem(c, error)
    const closed = closedMonth(error)
    if (closed) return answerProblem(c, closed)
    if (error instanceof HTTPException && error.status < 500) {
      return answerProblem(
        c,
        new Problem('body_invalid', 'Send the body as application/json.', { moneyMoved: 'no' }),
      )
    }
    log({ level: 'error', requestId: c.var.requestId, ...whereItFailed(error) })
    return c.json(
      {
        type: 'urn:onfile:problem:internal_error',
        title: 'internal error',
        status: 500,
        code: 'internal_error',
        detail:
          'Something went wrong on our side. Look at the payments of this client before you try again.',
        requestId: c.var.requestId,
        moneyMoved: 'unknown',
        retryable: true,
      },
      500,
      { 'content-type': 'application/problem+json' },
    )
  }
}

/**
 * What the table of the books itself refused, because a month was closed in the same moment: use
 * cases ask before and name the field.
 */
function closedMonth(error: Error): Problem | null {
  if (violatedConstraint(error) !== 'period_closed') return null
  return new Problem(
    'period_closed',
    'The month was closed meanwhile. Use a later date, or ask somebody with “Close months” to reopen it.',
    { facts: { closedUntil: (error as { detail?: string }).detail } },
  )
}

/** The kind of an error and its place, for a log: its message may carry what a user typed. */
export function whereItFailed(error: unknown): { error: string; at: string } {
  if (!(error instanceof Error)) return { error: typeof error, at: '' }
  const code = (error as { code?: unknown }).code
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    error: typeof code === 'string' ? `${error.name} ${code}` : error.name,
    at: redactCardNumbers(frames.map((frame) => frame.trim()).join(' < ')),
  }
}

export function answerProblem(c: Context, problem: Problem): Response {
  const { retryAfterSeconds } = problem.details
  return c.body(JSON.stringify(problemDocument(problem)), statusOf(problem), {
    'content-type': 'application/problem+json',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  })
}
