import { Button, Checkbox, PasswordInput, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, lazy, Suspense, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { AttentionDigest } from '../../../api/contract.ts'
import { asProblem, Problem } from '../../../api/problem.ts'
import { digestQuery } from '../../../api/queries.ts'
import { me as t } from '../../../messages/en/me.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { ProblemSummary, useFormProblem } from '../../../ui/FormProblem.tsx'
import { lettersAreOn, switchLetters } from '../../../ui/letters.ts'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './MyAccount.module.css'

const PASSWORD_LENGTH_MIN = 10
const SecondFactor = lazy(async () => ({
  default: (await import('./SecondFactor.tsx')).SecondFactor,
}))

/** What a person may set for themselves. */
export function MyAccount() {
  const { me, name } = useOrganization()
  return (
    <Page narrow title={t.title} subtitle={me.name}>
      <div className={classes.stack}>
        <Panel>
          <Facts
            facts={[
              { label: t.email, value: me.email },
              { label: t.business, value: name },
              { label: t.role, value: me.roleName },
            ]}
          />
        </Panel>
        <Panel title={t.password}>
          <PasswordForm />
        </Panel>
        <Suspense fallback={<Skeletons rows={3} />}>
          <SecondFactor />
        </Suspense>
        <Panel title={t.sessions}>
          <OtherSessions />
        </Panel>
        {me.permissions.includes('attention.read') && (
          <Panel title={t.digest}>
            <DailyMail />
          </Panel>
        )}
        <Panel title={t.keys}>
          <Letters />
        </Panel>
      </div>
    </Page>
  )
}

function PasswordForm() {
  const { me } = useOrganization()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [others, setOthers] = useState(true)
  const [isBusy, setBusy] = useState(false)
  const [done, setDone] = useState<string | null>(null)
  const form = useFormProblem(['currentPassword', 'newPassword'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    setDone(null)
    if (!current) return form.refuse('currentPassword', t.noCurrent)
    if (next.length < PASSWORD_LENGTH_MIN) return form.refuse('newPassword', t.short)
    setBusy(true)
    try {
      await call(null, '/api/auth/change-password', {
        method: 'POST',
        body: { currentPassword: current, newPassword: next, revokeOtherSessions: others },
      })
      setDone(others ? t.changedOthers : t.changed)
      setCurrent('')
      setNext('')
    } catch (error) {
      form.report(inOwnWords(asProblem(error)))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md" maw={420}>
        {form.summary}
        {done && (
          <Notice tone="good" role="status">
            {done}
          </Notice>
        )}
        <input type="hidden" autoComplete="username" value={me.email} readOnly />
        <PasswordInput
          label={t.current}
          name="currentPassword"
          autoComplete="current-password"
          value={current}
          error={form.at('currentPassword')}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={t.next}
          description={t.hint}
          name="newPassword"
          autoComplete="new-password"
          value={next}
          error={form.at('newPassword')}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <Checkbox
          label={t.others}
          checked={others}
          onChange={(event) => setOthers(event.currentTarget.checked)}
        />
        <Button type="submit" loading={isBusy} className={classes.button}>
          {t.change}
        </Button>
      </Stack>
    </form>
  )
}

/** The sign-in library answers with codes of its own. */
function inOwnWords(problem: Problem): Problem {
  if (problem.code !== 'INVALID_PASSWORD') return problem
  return new Problem({ ...problem.document, detail: t.wrong, field: 'currentPassword' })
}

function OtherSessions() {
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle')
  const [problem, setProblem] = useState<Problem | null>(null)

  async function signOut(): Promise<void> {
    setState('busy')
    setProblem(null)
    try {
      await call(null, '/api/auth/revoke-other-sessions', { method: 'POST', body: {} })
      setState('done')
    } catch (error) {
      setProblem(asProblem(error))
      setState('idle')
    }
  }

  return (
    <Stack gap="md">
      {problem && <ProblemSummary problem={problem} />}
      {state === 'done' && (
        <Notice tone="good" role="status">
          {t.signedOutOthers}
        </Notice>
      )}
      <Text>{t.sessionsText}</Text>
      <Button
        variant="default"
        className={classes.button}
        loading={state === 'busy'}
        onClick={() => void signOut()}
      >
        {t.signOutOthers}
      </Button>
    </Stack>
  )
}

/** Each for themselves: what failed, once a day. */
function DailyMail() {
  const { slug } = useOrganization()
  const queryClient = useQueryClient()
  const { data, error, refetch } = useQuery(digestQuery(slug))
  const wish = useMutation({
    mutationFn: (wanted: boolean) =>
      call<AttentionDigest>(slug, '/attention/digest', { method: 'PUT', body: { wanted } }),
    onSuccess: (after) => queryClient.setQueryData(digestQuery(slug).queryKey, after),
  })
  if (error && !data) {
    return <FailedState heading="p" error={error} onRetry={() => void refetch()} />
  }
  if (!data) return <Skeletons rows={1} />
  return (
    <Stack gap="sm">
      {wish.error && <ProblemSummary problem={asProblem(wish.error)} />}
      <Checkbox
        label={t.digestLabel}
        description={t.digestText(`${data.hour}:00`, data.to)}
        checked={wish.isPending ? wish.variables : data.wanted}
        disabled={wish.isPending}
        onChange={(event) => wish.mutate(event.currentTarget.checked)}
      />
    </Stack>
  )
}

function Letters() {
  const [isOn, setOn] = useState(lettersAreOn)
  return (
    <Checkbox
      label={t.letters}
      description={t.lettersText}
      checked={isOn}
      onChange={(event) => {
        switchLetters(event.currentTarget.checked)
        setOn(event.currentTarget.checked)
      }}
    />
  )
}
