import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { ReconciledSome } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { useSlug } from '../../shell/organization.tsx'

export interface ReconcileRun {
  state: 'running' | 'stopping' | 'stopped' | 'done' | 'failed'
  /** Accounts at the start; done so far; what was applied, in minor units. */
  all: number
  done: number
  amount: number
}

/**
 * Reconciles account by account, some with each call, as long as the page is open. Every call is
 * whole by itself, so stopping and leaving lose nothing.
 */
export function useReconcileAll() {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [run, setRun] = useState<ReconcileRun | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const isWanted = useRef(false)

  useEffect(
    () => () => {
      isWanted.current = false
    },
    [],
  )

  async function goThrough(all: number): Promise<void> {
    if (isWanted.current) return
    isWanted.current = true
    setProblem(null)
    let sofar: ReconcileRun = { state: 'running', all, done: 0, amount: 0 }
    setRun(sofar)
    let cursor: string | null = null
    try {
      do {
        const step: ReconciledSome = await call<ReconciledSome>(slug, '/unreconciled/reconcile', {
          method: 'POST',
          body: cursor === null ? {} : { cursor },
        })
        cursor = step.nextCursor
        sofar = {
          ...sofar,
          done: sofar.done + step.accounts,
          amount: sofar.amount + step.amount.amount,
        }
        setRun((before) => ({ ...sofar, state: before?.state ?? 'running' }))
      } while (cursor !== null && isWanted.current)
      setRun({ ...sofar, state: cursor === null ? 'done' : 'stopped' })
    } catch (error) {
      setProblem(asProblem(error))
      setRun({ ...sofar, state: 'failed' })
    } finally {
      isWanted.current = false
      void queryClient.invalidateQueries({ queryKey: ['o', slug] })
    }
  }

  return {
    run,
    problem,
    goThrough,
    stop: () => {
      isWanted.current = false
      setRun((before) => before && { ...before, state: 'stopping' })
    },
  }
}
