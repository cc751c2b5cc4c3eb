import { TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import { linkDaysQuery } from '../../../api/link-queries.ts'
import { sentLinks as t } from '../../../messages/en/sent-links.ts'
import { settings } from '../../../messages/en/settings.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { useSlug } from '../../shell/organization.tsx'
import { SaveButton, useMayChange } from './may-change.tsx'
import classes from './Settings.module.css'

/** How long the links work that clients pay and save cards by. */
export function LinkDays() {
  const slug = useSlug()
  const { data } = useQuery(linkDaysQuery(slug))
  return data ? (
    <Panel title={t.settingsTitle}>
      <DaysForm first={data.days} />
    </Panel>
  ) : null
}

function DaysForm({ first }: { first: number }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [days, setDays] = useState(String(first))
  const [isSaved, setSaved] = useState(false)
  const form = useFormProblem(['days'])
  const isReadOnly = !useMayChange()

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    await form.send(async () => {
      await call(slug, '/link-days', { method: 'PUT', body: { days: Number(days) } })
      await queryClient.invalidateQueries(linkDaysQuery(slug))
      setSaved(true)
    })
  }

  return (
    <form
      ref={form.formRef}
      className={classes.form}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      {form.summary}
      <TextInput
        label={t.days}
        description={t.settingsHint}
        name="days"
        inputMode="numeric"
        autoComplete="off"
        value={days}
        readOnly={isReadOnly}
        error={form.at('days')}
        onChange={(event) => {
          setDays(event.currentTarget.value.replace(/\D/g, ''))
          setSaved(false)
        }}
      />
      <div className={classes.foot}>
        <SaveButton isBusy={form.isBusy}>{t.save}</SaveButton>
        {isSaved && <span role="status">{settings.saved}</span>}
      </div>
    </form>
  )
}
