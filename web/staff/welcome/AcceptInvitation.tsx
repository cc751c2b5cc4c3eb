import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { call } from '../../api/client.ts'
import type { Invitation } from '../../api/contract.ts'
import { invitationQuery } from '../../api/queries.ts'
import { welcome as t } from '../../messages/en/welcome.ts'
import { FailedState } from '../../ui/FailedState.tsx'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import { Skeletons } from '../../ui/Skeletons.tsx'
import { LinkButton } from '../links.tsx'
import { paths } from '../paths.ts'
import classes from './Front.module.css'
import { Front } from './Front.tsx'

/** What a person who was invited sees: who invites, as what; then a name and a password. */
export function AcceptInvitation() {
  const { token } = useParams({ strict: false }) as { token: string }
  const { data: invitation, error } = useQuery(invitationQuery(token))
  if (error) {
    return (
      <Front title={t.invitationGone}>
        <FailedState error={error} heading="p" />
        <LinkButton to={paths.signIn()} variant="default" fullWidth>
          {t.signIn}
        </LinkButton>
      </Front>
    )
  }
  if (!invitation) return <Skeletons />
  return (
    <Front
      title={t.invitationTitle(invitation.organizationName)}
      text={t.invitationText(invitation.email, invitation.roleName)}
    >
      <JoinForm token={token} invitation={invitation} />
    </Front>
  )
}

function JoinForm({ token, invitation }: { token: string; invitation: Invitation }) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(['name', 'password'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (!invitation.hasLogin && !name.trim()) return form.refuse('name', t.noName)
    if (!password) return form.refuse('password', t.noPassword)
    setBusy(true)
    try {
      const { slug } = await call<{ slug: string }>(
        null,
        `/invitations/${encodeURIComponent(token)}/accept`,
        { method: 'POST', body: { name: name.trim() || undefined, password } },
      )
      queryClient.clear()
      await navigate({ to: paths.clients(slug) as never })
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
      <input type="hidden" name="email" autoComplete="username" value={invitation.email} readOnly />
      {!invitation.hasLogin && (
        <TextInput
          label={t.yourName}
          name="name"
          autoComplete="name"
          autoFocus
          value={name}
          error={form.at('name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <PasswordInput
        label={invitation.hasLogin ? t.password : t.newPassword}
        description={invitation.hasLogin ? t.ownPassword : t.passwordHint}
        name="password"
        autoComplete={invitation.hasLogin ? 'current-password' : 'new-password'}
        value={password}
        error={form.at('password')}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={isBusy}>
        {t.join(invitation.organizationName)}
      </Button>
    </form>
  )
}
