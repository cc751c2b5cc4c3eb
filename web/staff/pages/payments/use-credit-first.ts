import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Billing, Invoice, Reconciled } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { billingQuery } from '../../../api/queries.ts'
import { useSlug } from '../../shell/organization.tsx'

interface Input {
  billing: Billing
  /** What is owed after it; the form keeps everything else. */
  onOwed: (invoices: Invoice[]) => void
  onProblem: (problem: Problem) => void
}

/** Lets account credit pay what it can before anything is charged. */
export function useCreditFirst({ billing, onOwed, onProblem }: Input) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  /** How much was used, in minor units; null before it was asked for. */
  const [used, setUsed] = useState<number | null>(null)

  async function use(): Promise<void> {
    setBusy(true)
    try {
      const path = `/accounts/${billing.account.id}/reconcile`
      const { parts } = await call<Reconciled>(slug, path, { method: 'POST' })
      setUsed(parts.reduce((sum, { amount }) => sum + amount.amount, 0))
    } catch (error) {
      onProblem(asProblem(error))
    }
    // Read also after a failure: without an answer it may have happened.
    const { queryKey } = billingQuery(slug, billing.client.id)
    await queryClient.refetchQueries({ queryKey }, { cancelRefetch: true })
    onOwed(queryClient.getQueryData(queryKey)?.openInvoices ?? billing.openInvoices)
    setBusy(false)
  }

  return { credit: billing.credit, isBusy, used, use }
}
