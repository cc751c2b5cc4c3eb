import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link, Redirect } from 'wouter'
import type { PortalProfile } from '../../api/contract.ts'
import { portalProfile as t } from '../../messages/en/portal-profile.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { FailedState } from '../../ui/FailedState.tsx'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import classes from '../Portal.module.css'
import { Passkeys } from '../profile/Passkeys.tsx'
import { ask, leavePortal, profileQuery, sessionQuery } from '../queries.ts'
import { Waiting } from '../Waiting.tsx'

/** What a person sets for themselves, whatever accounts are theirs. */
export function Profile() {
  useTabTitle(t.title)
  const { data: session } = useQuery(sessionQuery())
  const isThere = Boolean(session?.person)
  const { data, error, refetch } = useQuery({ ...profileQuery(), enabled: isThere })
  if (session && !isThere) return <Redirect to="/portal" replace />
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />
  return (
    <main className={classes.main}>
      <Link href="/portal" className={classes.link}>
        {t.back}
      </Link>
      <h1>{t.title}</h1>
      <Name profile={data} />
      <Address profile={data} />
      <section className={classes.panel}>
        <h2>{t.language}</h2>
        <p className={classes.lead}>{t.languages[data.language]}</p>
        <span className={classes.quiet}>{t.languageHint}</span>
      </section>
      <Passkeys profile={data} />
      <Elsewhere />
    </main>
  )
}

function Name({ profile }: { profile: PortalProfile }) {
  const queryClient = useQueryClient()
  const [name, setName] = useState(profile.name)
  const [isSaved, setSaved] = useState(false)
  const form = useFormProblem(['name'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    setSaved(false)
    try {
      queryClient.setQueryData(['profile'], await ask<PortalProfile>('/profile', { name }, 'PATCH'))
      void queryClient.invalidateQueries({ queryKey: ['session'] })
      setSaved(true)
    } catch (error) {
      form.report(error)
    }
  }

  return (
    <form
      ref={form.formRef}
      className={classes.panel}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      {form.summary}
      <TextInput
        label={t.name}
        description={t.nameHint}
        name="name"
        autoComplete="name"
        value={name}
        error={form.at('name')}
        onChange={(event) => {
          setSaved(false)
          setName(event.currentTarget.value)
        }}
      />
      <Button type="submit" variant="default">
        {t.saveName}
      </Button>
      <p className={classes.lead} role="status">
        {isSaved && t.nameSaved}
      </p>
    </form>
  )
}

/** Another address takes effect when the link mailed to it is opened. */
function Address({ profile }: { profile: PortalProfile }) {
  const queryClient = useQueryClient()
  const [email, setEmail] = useState('')
  const form = useFormProblem(['email'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (form.isBusy) return
    form.clear()
    await form.send(async () => {
      await ask('/profile/email', { email })
      await queryClient.invalidateQueries({ queryKey: ['profile'] })
      setEmail('')
    })
  }

  return (
    <form
      ref={form.formRef}
      className={classes.panel}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <h2>{t.email}</h2>
      <p className={classes.lead}>{t.emailNow(profile.email)}</p>
      {profile.newEmail && (
        <Notice tone="wait" role="status">
          {t.emailWaits(profile.newEmail)}
        </Notice>
      )}
      {form.summary}
      <TextInput
        label={t.newEmail}
        name="email"
        type="email"
        autoComplete="email"
        value={email}
        error={form.at('email')}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={form.isBusy}>
        {t.changeEmail}
      </Button>
    </form>
  )
}

function Elsewhere() {
  const [isAsking, setAsking] = useState(false)
  return (
    <section className={classes.panel}>
      <h2>{t.sessions}</h2>
      <p className={classes.lead}>{t.sessionsLead}</p>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t.signOutEverywhere}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t.sessions}
          action={t.signOutEverywhere}
          onConfirm={async () => {
            await ask('/profile/sessions', undefined, 'DELETE')
            leavePortal()
          }}
          onClose={() => setAsking(false)}
        >
          {t.sessionsLead}
        </ConfirmDialog>
      )}
    </section>
  )
}
