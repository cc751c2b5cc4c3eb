import { Checkbox } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Security } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { securityQuery } from '../../../api/queries.ts'
import { security as t } from '../../../messages/en/second-factor.ts'
import { settings } from '../../../messages/en/settings.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { ProblemSummary } from '../../../ui/FormProblem.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './Security.module.css'

/** What the organization asks of people who sign in. */
export function SecurityPage() {
  const { slug, me } = useOrganization()
  const { data, error, refetch } = useQuery({
    ...securityQuery(slug),
    enabled: !me.needsSecondFactor,
  })
  // The frame of the settings says what to do first.
  if (me.needsSecondFactor) return null
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  return (
    <Page narrow title={t.title} subtitle={t.lead}>
      <Panel>{data ? <Requirement security={data} /> : <Skeletons rows={2} />}</Panel>
    </Page>
  )
}

function Requirement({ security }: { security: Security }) {
  const { slug } = useOrganization()
  const queryClient = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const [isSaved, setSaved] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)

  async function change(secondFactorRequired: boolean): Promise<void> {
    setBusy(true)
    setSaved(false)
    setProblem(null)
    try {
      const after = await call<Security>(slug, '/organization/security', {
        method: 'PATCH',
        body: { secondFactorRequired },
      })
      queryClient.setQueryData(securityQuery(slug).queryKey, after)
      setSaved(true)
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className={classes.stack}>
      {problem && (
        <ProblemSummary problem={problem}>
          {problem.code === 'second_factor_required' && (
            <LinkButton to={paths.me(slug)} variant="default" size="compact-sm">
              {settings.factorAction}
            </LinkButton>
          )}
        </ProblemSummary>
      )}
      {isSaved && (
        <Notice tone="good" role="status">
          {t.saved}
        </Notice>
      )}
      <Checkbox
        label={t.required}
        description={t.requiredText}
        disabled={isBusy}
        checked={security.secondFactorRequired}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
    </div>
  )
}
