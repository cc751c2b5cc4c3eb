import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { MailServer, MailServerSeen, MailTested } from '../../../api/contract.ts'
import { mailServerQuery } from '../../../api/queries.ts'
import { settings } from '../../../messages/en/settings.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { instantText } from '../../../ui/dates.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import classes from './Settings.module.css'
import { useDraft } from './use-draft.ts'

const t = settings.mail

/** Where e-mails are handed over; tried with what stands on the screen before it is kept. */
export function MailServerPage() {
  const { slug, name, timeZone } = useOrganization()
  const { data, error, refetch } = useQuery(mailServerQuery(slug))
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeletons />
  const { server } = data
  return (
    <Page narrow title={t.title} subtitle={t.intro}>
      <div className={classes.stack}>
        {!server && (
          <Notice tone="warn">
            {t.none} <TextLink to={paths.outbox(slug)}>{t.toOutbox}</TextLink>
          </Notice>
        )}
        <Panel title={t.server}>
          <MailServerForm key={server?.changedAt ?? ''} server={server} name={name} />
        </Panel>
        {server && (
          <p className={classes.quiet}>
            {t.changed(server.changedBy, instantText(server.changedAt, timeZone))}
          </p>
        )}
      </div>
    </Page>
  )
}

type InputOrder = ('label' | 'input' | 'error' | 'description')[]

const SECURITIES = (['starttls', 'tls', 'none'] as const).map((value) => ({
  value,
  label: t.securities[value],
}))
const FIELDS = [
  ...['host', 'port', 'username', 'password', 'fromName', 'fromAddress', 'replyTo', 'to'],
]

function draftOf(server: MailServer | null, name: string, email: string) {
  return {
    host: server?.host ?? '',
    port: String(server?.port ?? 587),
    security: server?.security ?? ('starttls' as const),
    username: server?.username ?? '',
    password: '',
    fromName: server?.fromName ?? name,
    fromAddress: server?.fromAddress ?? '',
    replyTo: server?.replyTo ?? '',
    to: email,
  }
}

function MailServerForm({ server, name }: { server: MailServer | null; name: string }) {
  const { slug, me } = useOrganization()
  const queryClient = useQueryClient()
  const { draft, text, set } = useDraft(draftOf(server, name, me.email))
  const [busy, setBusy] = useState<'save' | 'test' | null>(null)
  const [tested, setTested] = useState<MailTested | null>(null)
  const form = useFormProblem(FIELDS)
  const field = (of: keyof typeof draft) => ({
    ...text(of),
    error: form.at(of),
    // Hints below, so that fields beside each other stand in one line.
    inputWrapperOrder: ['label', 'input', 'error', 'description'] as InputOrder,
  })

  function check(): boolean {
    form.clear()
    setTested(null)
    const { password: _, ...texts } = draft
    if (form.withholds(texts)) return false
    if (!draft.host.trim()) return refuse('host', t.noHost)
    if (!/^\d{1,5}$/.test(draft.port.trim())) return refuse('port', t.noPort)
    if (!draft.fromAddress.trim()) return refuse('fromAddress', t.noAddress)
    return true
  }
  function refuse(at: string, sentence: string): false {
    form.refuse(at, sentence)
    return false
  }
  async function working(what: 'save' | 'test', work: () => Promise<void>): Promise<void> {
    setBusy(what)
    try {
      await work()
    } catch (error) {
      form.report(error)
    } finally {
      setBusy(null)
    }
  }
  function save(event: FormEvent): void {
    event.preventDefault()
    if (!check()) return
    void working('save', async () => {
      const body = bodyOf(draft, server)
      const after = await call<MailServerSeen>(slug, '/mail-server', { method: 'PUT', body })
      queryClient.setQueryData(mailServerQuery(slug).queryKey, after)
    })
  }
  function tryOut(): void {
    if (!check()) return
    if (!draft.to.trim()) {
      form.refuse('to', t.noTo)
      return
    }
    void working('test', async () => {
      const body = { ...bodyOf(draft, server), to: draft.to }
      setTested(await call<MailTested>(slug, '/mail-server/test', { method: 'POST', body }))
    })
  }

  return (
    <form ref={form.formRef} className={classes.form} onSubmit={save} noValidate autoComplete="off">
      {form.summary}
      <div className={classes.wide}>
        <TextInput label={t.host} description={t.hostHint} {...field('host')} />
        <TextInput label={t.port} inputMode="numeric" {...field('port')} />
      </div>
      <NativeSelect
        label={t.security}
        name="security"
        data={SECURITIES}
        value={draft.security}
        onChange={(event) => set('security', event.currentTarget.value as typeof draft.security)}
      />
      <div className={classes.row}>
        <TextInput
          label={t.user}
          description={t.userHint}
          autoComplete="off"
          {...field('username')}
        />
        <PasswordInput
          label={t.password}
          description={server?.hasPassword ? t.passwordKept : null}
          autoComplete="new-password"
          {...field('password')}
        />
      </div>
      <div className={classes.row}>
        <TextInput label={t.fromName} {...field('fromName')} />
        <TextInput label={t.fromAddress} type="email" {...field('fromAddress')} />
      </div>
      <TextInput label={t.replyTo} description={t.replyToHint} type="email" {...field('replyTo')} />
      <div className={classes.foot}>
        <Button type="submit" loading={busy === 'save'}>
          {t.save}
        </Button>
        {server && <Remove />}
      </div>
      <TextInput label={t.testTo} description={t.testHint} type="email" {...field('to')} />
      <div className={classes.foot}>
        <Button variant="default" loading={busy === 'test'} onClick={tryOut}>
          {t.test}
        </Button>
        {busy === 'test' && <span role="status">{t.testing}</span>}
      </div>
      {tested && <TestResult tested={tested} />}
    </form>
  )
}

/** The password only when one was typed: absent means the stored one. */
function bodyOf(draft: ReturnType<typeof draftOf>, server: MailServer | null) {
  const { to: _, password, port, username, replyTo, ...rest } = draft
  return {
    ...rest,
    port: Number(port),
    username: username || null,
    replyTo: replyTo || null,
    ...(password ? { password } : server?.hasPassword ? {} : { password: null }),
  }
}

function TestResult({ tested }: { tested: MailTested }) {
  return (
    <Notice
      tone={tested.ok ? 'good' : 'bad'}
      title={tested.ok ? t.testOk : t.testFailed}
      role={tested.ok ? 'status' : 'alert'}
    >
      {tested.sentence}
      {tested.talk.length > 0 && (
        <details open={!tested.ok}>
          <summary className={classes.talkHead}>{t.talk}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there. */}
          <pre className={classes.talk} tabIndex={0}>
            {tested.talk.join('\n')}
          </pre>
        </details>
      )}
    </Notice>
  )
}

function Remove() {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  async function remove(): Promise<void> {
    const after = await call<MailServerSeen>(slug, '/mail-server', { method: 'DELETE' })
    queryClient.setQueryData(mailServerQuery(slug).queryKey, after)
  }
  return (
    <>
      <Button variant="subtle" color="gray" onClick={() => setAsking(true)}>
        {t.remove}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t.removeTitle}
          action={t.remove}
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          {t.removeText}
        </ConfirmDialog>
      )}
    </>
  )
}
