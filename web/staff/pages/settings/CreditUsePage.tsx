import '@mantine/core/styles/Radio.css'
import { Radio } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Organization } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { organizationQuery } from '../../../api/queries.ts'
import { creditUse as t } from '../../../messages/en/credit-use.ts'
import { settings } from '../../../messages/en/settings.ts'
import { ProblemSummary } from '../../../ui/FormProblem.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { useOrganization } from '../../shell/organization.tsx'
import { ReadOnlyNotice, SaveButton, useMayChange } from './may-change.tsx'
import classes from './Settings.module.css'
import { useDraft } from './use-draft.ts'

type CreditUse = Organization['creditUse']
const CHOICES: CreditUse[] = ['off', 'ask', 'always']

/** Settings › Account credit: whether it pays by itself, is offered, or waits. */
export function CreditUsePage() {
  const { slug, creditUse } = useOrganization()
  const queryClient = useQueryClient()
  const { draft, set, isSaved, setSaved } = useDraft({ creditUse })
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const mayChange = useMayChange()

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      await call(slug, '/credit-use', { method: 'PUT', body: draft })
      await queryClient.invalidateQueries(organizationQuery(slug))
      setSaved(true)
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Page narrow title={t.title} subtitle={t.intro}>
      <div className={classes.stack}>
        <ReadOnlyNotice />
        {problem && <ProblemSummary problem={problem} />}
        <Panel>
          <form className={classes.form} noValidate onSubmit={(event) => void submit(event)}>
            <Radio.Group
              label={t.question}
              value={draft.creditUse}
              onChange={(value) => set('creditUse', value as CreditUse)}
            >
              <div className={classes.radios}>
                {CHOICES.map((choice) => (
                  <Radio
                    key={choice}
                    value={choice}
                    disabled={!mayChange}
                    label={t.choices[choice].name}
                    description={t.choices[choice].text}
                  />
                ))}
              </div>
            </Radio.Group>
            <p className={classes.quiet}>{t.hint}</p>
            <div className={classes.foot}>
              <SaveButton isBusy={isBusy}>{t.save}</SaveButton>
              {isSaved && <span role="status">{settings.saved}</span>}
            </div>
          </form>
        </Panel>
      </div>
    </Page>
  )
}
