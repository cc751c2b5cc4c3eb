import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { ProcessorSeen, ProcessorTried } from '../../../api/contract.ts'
import { organizationQuery, processorQuery } from '../../../api/queries.ts'
import { settingsProcessor as t } from '../../../messages/en/settings-lists.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { CopyText } from '../../../ui/CopyText.tsx'
import { instantText } from '../../../ui/dates.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import classes from './Settings.module.css'

type Processor = NonNullable<ProcessorSeen['processor']>

/** Whose keys charge cards, whether its webhooks come, and what card data asks of a business. */
export function ProcessorPage() {
  const slug = useSlug()
  const { data, error, refetch } = useQuery(processorQuery(slug))
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeletons />
  const { processor } = data
  return (
    <Page narrow title={t.title} subtitle={t.intro}>
      <div className={classes.stack}>
        {!processor && <Notice tone="warn">{t.none}</Notice>}
        {processor?.kind === 'sandbox' && <Notice tone="quiet">{t.sandbox}</Notice>}
        {processor && <Now processor={processor} />}
        <Panel title={t.keys}>
          <KeysForm />
        </Panel>
        {processor?.kind === 'stripe' && (
          <Panel title={t.webhook}>
            <Webhook processor={processor} />
          </Panel>
        )}
        <Panel title={t.pci}>{t.pciText}</Panel>
      </div>
    </Page>
  )
}

function Now({ processor }: { processor: Processor }) {
  const { timeZone } = useOrganization()
  return (
    <Panel title={t.now}>
      <Facts
        facts={[
          { label: t.kind, value: t.kinds[processor.kind] },
          { label: t.mode, value: t.modes[processor.mode] },
          { label: t.publishable, value: processor.publishableKey },
          { label: t.since, value: instantText(processor.since, timeZone) },
        ]}
      />
    </Panel>
  )
}

function KeysForm() {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [keys, setKeys] = useState({ publishableKey: '', secretKey: '' })
  const [tried, setTried] = useState<ProcessorTried | null>(null)
  const [isAsking, setAsking] = useState(false)
  const form = useFormProblem(['publishableKey', 'secretKey'])
  const field = (name: keyof typeof keys) => ({
    name,
    value: keys[name],
    error: form.at(name),
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => {
      setTried(null)
      setKeys({ ...keys, [name]: event.currentTarget.value })
    },
  })

  async function tryOut(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    setTried(null)
    if (!keys.publishableKey.trim()) return form.refuse('publishableKey', t.noKeys)
    if (!keys.secretKey.trim()) return form.refuse('secretKey', t.noKeys)
    await form.send(async () => {
      const options = { method: 'POST', body: keys } as const
      setTried(await call<ProcessorTried>(slug, '/processor/test', options))
    })
  }
  async function use(): Promise<void> {
    try {
      const after = await call<ProcessorSeen>(slug, '/processor', { method: 'PUT', body: keys })
      queryClient.setQueryData(processorQuery(slug).queryKey, after)
      setKeys({ publishableKey: '', secretKey: '' })
      setTried(null)
      void queryClient.invalidateQueries(organizationQuery(slug))
    } catch (error) {
      form.report(error)
    }
  }

  return (
    <form
      ref={form.formRef}
      className={classes.form}
      onSubmit={(event) => void tryOut(event)}
      noValidate
    >
      <p className={classes.quiet}>{t.keysIntro}</p>
      {form.summary}
      <TextInput
        label={t.publishable}
        description={t.publishableHint}
        {...field('publishableKey')}
      />
      <PasswordInput label={t.secretKey} description={t.secretHint} {...field('secretKey')} />
      {tried && <Tried tried={tried} />}
      <div className={classes.foot}>
        <Button type="submit" variant={tried ? 'default' : 'filled'} loading={form.isBusy}>
          {t.test}
        </Button>
        {tried && <Button onClick={() => setAsking(true)}>{t.use}</Button>}
      </div>
      {isAsking && (
        <ConfirmDialog
          title={t.useTitle}
          action={t.use}
          onConfirm={use}
          onClose={() => setAsking(false)}
        >
          {t.useText}
        </ConfirmDialog>
      )}
    </form>
  )
}

function Tried({ tried }: { tried: ProcessorTried }) {
  return (
    <Notice
      tone={tried.mode === 'live' ? 'warn' : 'good'}
      title={t.tried(tried.accountName)}
      role="status"
    >
      <div>{t.triedMode[tried.mode]}</div>
      <div>{t.triedKind[tried.keyKind]}</div>
      {tried.chargesEnabled === false && <div>{t.noCharges}</div>}
    </Notice>
  )
}

function Webhook({ processor }: { processor: Processor }) {
  const { slug, timeZone } = useOrganization()
  const queryClient = useQueryClient()
  const [webhookSecret, setSecret] = useState('')
  const form = useFormProblem(['webhookSecret'])
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    await form.send(async () => {
      const options = { method: 'PUT', body: { webhookSecret } } as const
      const after = await call<ProcessorSeen>(slug, '/processor/webhook-secret', options)
      queryClient.setQueryData(processorQuery(slug).queryKey, after)
      setSecret('')
    })
  }
  return (
    <form
      ref={form.formRef}
      className={classes.form}
      onSubmit={(event) => void save(event)}
      noValidate
    >
      <p className={classes.quiet}>{t.webhookIntro}</p>
      {form.summary}
      <Facts
        facts={[
          {
            label: t.address,
            value: <CopyText value={processor.webhookAddress} label={t.address} />,
          },
        ]}
      />
      <p className={classes.quiet}>{t.events}</p>
      <PasswordInput
        label={t.webhookSecret}
        description={processor.hasWebhookSecret ? t.webhookKept : t.webhookHint}
        name="webhookSecret"
        autoComplete="off"
        value={webhookSecret}
        error={form.at('webhookSecret')}
        onChange={(event) => setSecret(event.currentTarget.value)}
      />
      <div className={classes.foot}>
        <Button type="submit" loading={form.isBusy}>
          {t.webhookSave}
        </Button>
      </div>
      <Notice tone={processor.webhookSeenAt ? 'good' : 'quiet'}>
        {heard(processor, timeZone)}
      </Notice>
    </form>
  )
}

function heard(processor: Processor, timeZone: string): string {
  if (processor.webhookSeenAt) return t.seen(instantText(processor.webhookSeenAt, timeZone))
  return processor.hasWebhookSecret ? t.notSeen : t.noSecret
}
