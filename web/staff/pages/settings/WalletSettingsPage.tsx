import '@mantine/core/styles/Radio.css'
import { Radio, Textarea } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { call } from '../../../api/client.ts'
import { walletSettingsQuery } from '../../../api/consent-queries.ts'
import type { WalletSettings } from '../../../api/contract.ts'
import { settings } from '../../../messages/en/settings.ts'
import { walletSettings as t } from '../../../messages/en/wallet-settings.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { useSlug } from '../../shell/organization.tsx'
import { SaveButton } from './may-change.tsx'
import classes from './Settings.module.css'
import { useDraft } from './use-draft.ts'

/** Settings › Saved cards: for whom staff may save, and who hears of it. */
export function WalletSettingsPage() {
  const slug = useSlug()
  const { data, error, refetch } = useQuery(walletSettingsQuery(slug))
  return (
    <Page narrow title={t.title} subtitle={t.intro}>
      {error ? (
        <FailedState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Form settings={data} />
      ) : (
        <Skeletons rows={4} />
      )}
    </Page>
  )
}

function Form({ settings: stored }: { settings: WalletSettings }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const { draft, set, isSaved, setSaved } = useDraft({
    saveBeforeSignIn: stored.saveBeforeSignIn,
    toldTo: stored.toldTo.join('\n'),
  })
  const form = useFormProblem(['toldTo'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    await form.send(async () => {
      const toldTo = draft.toldTo.split(/[\s,;]+/).filter(Boolean)
      const body = { saveBeforeSignIn: draft.saveBeforeSignIn, toldTo }
      const saved = await call<WalletSettings>(slug, '/wallet-settings', { method: 'PUT', body })
      queryClient.setQueryData(walletSettingsQuery(slug).queryKey, saved)
      setSaved(true)
    })
  }

  return (
    <Panel>
      <form
        ref={form.formRef}
        className={classes.form}
        noValidate
        onSubmit={(event) => void submit(event)}
      >
        {form.summary}
        <Radio.Group
          label={t.question}
          value={draft.saveBeforeSignIn ? 'anybody' : 'signedIn'}
          onChange={(value) => set('saveBeforeSignIn', value === 'anybody')}
        >
          <div className={classes.radios}>
            <Radio value="signedIn" label={t.signedIn} description={t.signedInText} />
            <Radio value="anybody" label={t.anybody} description={t.anybodyText} />
          </div>
        </Radio.Group>
        <Textarea
          label={t.toldTo}
          description={t.toldToHint}
          name="toldTo"
          rows={3}
          value={draft.toldTo}
          error={form.at('toldTo')}
          onChange={(event) => set('toldTo', event.currentTarget.value)}
        />
        <div className={classes.foot}>
          <SaveButton isBusy={form.isBusy}>{t.save}</SaveButton>
          {isSaved && <span role="status">{settings.saved}</span>}
        </div>
      </form>
    </Panel>
  )
}
