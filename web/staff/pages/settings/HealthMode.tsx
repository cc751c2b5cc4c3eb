import '@mantine/core/styles/Switch.css'
import { Switch } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Business } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { businessQuery } from '../../../api/queries.ts'
import { settings } from '../../../messages/en/settings.ts'
import { ProblemSummary } from '../../../ui/FormProblem.tsx'
import { useSlug } from '../../shell/organization.tsx'
import { useMayChange } from './may-change.tsx'
import classes from './Settings.module.css'

const t = settings.business

/** For clinics: keeps clinical codes out of what banks and mail programs see. */
export function HealthMode({ business }: { business: Business }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const mayChange = useMayChange()
  const [isBusy, setBusy] = useState(false)
  const [isSaved, setSaved] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)

  async function change(healthMode: boolean): Promise<void> {
    const { logo: _, ...rest } = business
    setBusy(true)
    setSaved(false)
    setProblem(null)
    try {
      const body = { ...rest, healthMode }
      const after = await call<Business>(slug, '/business', { method: 'PUT', body })
      queryClient.setQueryData(businessQuery(slug).queryKey, after)
      setSaved(true)
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className={classes.form}>
      {problem && <ProblemSummary problem={problem} />}
      <Switch
        label={t.healthModeLabel}
        description={t.healthModeText}
        checked={business.healthMode}
        disabled={isBusy || !mayChange}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
      {isSaved && <span role="status">{settings.saved}</span>}
    </div>
  )
}
