import { Button, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Business } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { businessQuery, organizationQuery } from '../../../api/queries.ts'
import { settings } from '../../../messages/en/settings.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { ProblemSummary, useFormProblem } from '../../../ui/FormProblem.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { paths } from '../../paths.ts'
import { useSlug } from '../../shell/organization.tsx'
import { HealthMode } from './HealthMode.tsx'
import { ReadOnlyNotice, SaveButton, useMayChange } from './may-change.tsx'
import classes from './Settings.module.css'
import { useDraft } from './use-draft.ts'

const t = settings.business

/** Name, address, contact, policy, colour and logo: what clients see. */
export function BusinessPage() {
  const slug = useSlug()
  const { data, error, refetch } = useQuery(businessQuery(slug))
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeletons />
  const isComplete = data.city && data.region && (data.phone || data.email || data.website)
  return (
    <Page narrow title={t.title} subtitle={t.intro}>
      <div className={classes.stack}>
        <ReadOnlyNotice />
        {!isComplete && <Notice tone="warn">{t.missing}</Notice>}
        <Panel title={t.shown}>
          <BusinessForm business={data} />
        </Panel>
        <Panel title={t.logo}>
          <LogoForm business={data} />
        </Panel>
        <Panel title={t.healthMode}>
          <HealthMode business={data} />
        </Panel>
      </div>
    </Page>
  )
}

const FIELDS = [
  ...['name', 'addressLines.0', 'addressLines.1', 'city', 'region', 'postalCode', 'phone'],
  ...['email', 'website', 'receiptPolicy', 'accent'],
]

function draftOf({
  logo: _,
  healthMode: __,
  addressLines,
  email,
  website,
  accent,
  ...rest
}: Business) {
  return {
    ...rest,
    'addressLines.0': addressLines[0] ?? '',
    'addressLines.1': addressLines.slice(1).join(', '),
    email: email ?? '',
    website: website ?? '',
    accent: accent ?? '',
  }
}

function BusinessForm({ business }: { business: Business }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const { draft, text, isSaved, setSaved } = useDraft(draftOf(business))
  const form = useFormProblem(FIELDS)
  const isReadOnly = !useMayChange()

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (form.withholds(draft)) return
    const { 'addressLines.0': street, 'addressLines.1': second, ...rest } = draft
    await form.send(async () => {
      const body = {
        ...rest,
        addressLines: [street, second],
        email: rest.email || null,
        website: rest.website || null,
        accent: rest.accent || null,
      }
      const after = await call<Business>(slug, '/business', { method: 'PUT', body })
      queryClient.setQueryData(businessQuery(slug).queryKey, after)
      setSaved(true)
      void queryClient.invalidateQueries(organizationQuery(slug))
    })
  }

  const field = (name: keyof typeof draft & string) => ({
    ...text(name),
    error: form.at(name),
    readOnly: isReadOnly,
    autoComplete: 'off',
  })

  return (
    <form
      ref={form.formRef}
      className={classes.form}
      onSubmit={(event) => void submit(event)}
      noValidate
    >
      {form.summary}
      <TextInput label={t.name} {...field('name')} />
      <TextInput label={t.addressLine(1)} {...field('addressLines.0')} />
      <TextInput label={t.addressLine(2)} {...field('addressLines.1')} />
      <div className={classes.row}>
        <TextInput label={t.city} {...field('city')} />
        <TextInput label={t.region} {...field('region')} />
        <TextInput label={t.postalCode} {...field('postalCode')} />
      </div>
      <div className={classes.row}>
        <TextInput label={t.phone} {...field('phone')} type="tel" />
        <TextInput label={t.email} {...field('email')} type="email" />
      </div>
      <TextInput label={t.website} {...field('website')} />
      <Textarea label={t.policy} description={t.policyHint} rows={3} {...field('receiptPolicy')} />
      <TextInput
        label={t.accent}
        description={t.accentHint}
        {...field('accent')}
        rightSection={<Swatch colour={draft.accent} />}
      />
      <div className={classes.foot}>
        <SaveButton isBusy={form.isBusy}>{t.save}</SaveButton>
        {isSaved && <span role="status">{settings.saved}</span>}
      </div>
    </form>
  )
}

/** An SVG, because a style with a typed colour would be refused by the page's policy. */
function Swatch({ colour }: { colour: string }) {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return null
  return (
    <svg width="18" height="18" aria-hidden className={classes.swatch}>
      <rect width="18" height="18" fill={colour} />
    </svg>
  )
}

function LogoForm({ business }: { business: Business }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const chooser = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const mayChange = useMayChange()

  async function send(file: Blob | null): Promise<void> {
    setProblem(null)
    setBusy(true)
    try {
      const after = await call<Business>(slug, '/business/logo', {
        method: file ? 'PUT' : 'DELETE',
        body: file ?? undefined,
      })
      queryClient.setQueryData(businessQuery(slug).queryKey, after)
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className={classes.form}>
      {problem && <ProblemSummary problem={problem} />}
      {business.logo && (
        <div className={classes.logo}>
          <img
            src={paths.logo(slug, business.logo.version)}
            alt={t.logoOf(business.name)}
            width={business.logo.width}
            height={business.logo.height}
          />
        </div>
      )}
      <p className={classes.quiet}>{t.logoHint}</p>
      {mayChange && (
        <div className={classes.foot}>
          <input
            ref={chooser}
            type="file"
            accept="image/png"
            hidden
            aria-label={t.chooseLogo}
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? []
              if (file) void send(file)
              event.currentTarget.value = ''
            }}
          />
          <Button variant="default" loading={isBusy} onClick={() => chooser.current?.click()}>
            {t.chooseLogo}
          </Button>
          {business.logo && (
            <Button variant="subtle" color="gray" onClick={() => void send(null)}>
              {t.removeLogo}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
