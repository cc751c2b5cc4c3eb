import { Button, PasswordInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { call } from '../../api/client.ts'
import { resetQuery } from '../../api/queries.ts'
import { welcome as t } from '../../messages/en/welcome.ts'
import { FailedState } from '../../ui/FailedState.tsx'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Skeletons } from '../../ui/Skeletons.tsx'
import { LinkButton } from '../links.tsx'
import { paths } from '../paths.ts'
import classes from './Front.module.css'
import { Front } from './Front.tsx'

const PASSWORD_LENGTH_MIN = 10

/** What the holder of a mailed link sees: another password, once. */
export function NewPassword() {
  const { token } = useParams({ strict: false }) as { token: string }
  const { data, error } = useQuery(resetQuery(token))
  const [isDone, setDone] = useState(false)
  if (isDone) {
    return (
      <Front title={t.resetDoneTitle}>
        <Notice tone="good" role="status">
          {t.resetDone}
        </Notice>
        <LinkButton to={paths.signIn()} fullWidth>
          {t.signIn}
        </LinkButton>
      </Front>
    )
  }
  if (error) {
    return (
      <Front title={t.resetGone}>
        <FailedState error={error} heading="p" />
        <LinkButton to={paths.forgotPassword()} variant="default" fullWidth>
          {t.forgotAgain}
        </LinkButton>
      </Front>
    )
  }
  if (!data) return <Skeletons />
  return (
    <Front title={t.resetTitle} text={t.resetText(data.email)}>
      <ResetForm token={token} email={data.email} onDone={() => setDone(true)} />
    </Front>
  )
}

interface Props {
  token: string
  email: string
  onDone: () => void
}

function ResetForm({ token, email, onDone }: Props) {
  const queryClient = useQueryClient()
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(['password'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (password.length < PASSWORD_LENGTH_MIN) return form.refuse('password', t.shortPassword)
    setBusy(true)
    try {
      await call(null, `/password-resets/${encodeURIComponent(token)}`, {
        method: 'POST',
        body: { password },
      })
      // Whoever was signed in here is not any more.
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'reset' })
      onDone()
    } catch (error) {
      form.report(error)
      setBusy(false)
    }
  }

  return (
    <form
      ref={form.formRef}
      className={classes.form}
      onSubmit={(event) => void submit(event)}
      noValidate
    >
      {form.summary}
      <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
      <PasswordInput
        label={t.newPassword}
        description={t.passwordHint}
        name="password"
        autoComplete="new-password"
        autoFocus
        value={password}
        error={form.at('password')}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={isBusy}>
        {t.resetAction}
      </Button>
    </form>
  )
}
