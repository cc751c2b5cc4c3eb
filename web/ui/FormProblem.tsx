import { type ReactNode, useEffect, useRef, useState } from 'react'
import { asProblem, Problem } from '../api/problem.ts'
import { problems as t } from '../messages/en/problems.ts'
import { cardDataIn } from './card-data.ts'
import { Notice } from './Notice.tsx'

/**
 * What is wrong with a form. A problem that names one of the form's fields stands at that field,
 * which takes the focus; any other stands above the form. Nothing typed is cleared.
 */
export function useFormProblem(fields: readonly string[]) {
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const formRef = useRef<HTMLFormElement>(null)
  const isAtField = problem?.field !== undefined && fields.includes(problem.field)

  useEffect(() => {
    if (!problem || !isAtField) return
    formRef.current?.querySelector<HTMLElement>(`[name="${problem.field}"]`)?.focus()
  }, [problem, isAtField])

  const refuse = (field: string, detail: string) =>
    setProblem(new Problem({ status: 422, code: 'required', title: detail, detail, field }))

  const report = (error: unknown) => setProblem(asProblem(error))

  return {
    formRef,
    problem,
    /** While what `send` was given is under way. */
    isBusy,
    /** Sends what was typed; what goes wrong is said in the form. */
    send: async (work: () => Promise<void>): Promise<void> => {
      setBusy(true)
      try {
        await work()
      } catch (error) {
        report(error)
      } finally {
        setBusy(false)
      }
    },
    /** The sentence for one field, if the problem is there. */
    at: (field: string) => (isAtField && problem?.field === field ? problem.message : undefined),
    report,
    refuse,
    /** Refuses the first text with card data in it, so that it is not sent at all. */
    withholds: (texts: Record<string, string>) => {
      for (const [field, text] of Object.entries(texts)) {
        const reason = cardDataIn(text)
        if (reason === undefined) continue
        refuse(field, reason)
        return true
      }
      return false
    },
    clear: () => setProblem(null),
    summary: problem && !isAtField ? <ProblemSummary problem={problem} /> : null,
  }
}

interface Props {
  problem: Problem
  title?: string
  children?: ReactNode
}

/** The sentence of a problem, with the focus on it. */
export function ProblemSummary({ problem, title, children }: Props) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem) ref.current?.focus()
  }, [problem])
  return (
    <Notice ref={ref} focusable role="alert" tone="bad" title={title}>
      {problem.message}
      {problem.requestId && problem.status >= 500 && <div>{t.reference(problem.requestId)}</div>}
      {children}
    </Notice>
  )
}
