import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { call } from '../../api/client.ts'
import type { SecondFactorAsked, Session } from '../../api/contract.ts'
import { asProblem, Problem } from '../../api/problem.ts'
import { sessionQuery } from '../../api/queries.ts'
import { secondFactor as factor } from '../../messages/en/second-factor.ts'
import { welcome as t } from '../../messages/en/welcome.ts'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { TextLink } from '../links.tsx'
import { paths } from '../paths.ts'
import { CodeForm } from './CodeForm.tsx'
import classes from './Front.module.css'
import { Front } from './Front.tsx'
import { PasskeyButton } from './PasskeyButton.tsx'

/** E-mail and password; afterwards the page that asked for it. */
export function SignIn() {
  const { next } = useSearch({ strict: false }) as { next?: string }
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [asked, setAsked] = useState<SecondFactorAsked['secondFactor'] | null>(null)
  const form = useFormProblem(['email', 'password'])

  async function enter(): Promise<void> {
    queryClient.clear()
    const { organizations } = await queryClient.fetchQuery(sessionQuery())
    if (next && leadsTo(next, organizations)) return await navigate({ href: next })
    const first = organizations[0]
    if (first) return await navigate({ to: paths.clients(first.slug) as never })
    setAsked(null)
    form.report(asOwnWords(t.noOrganization))
  }

  function startOver(): void {
    setAsked(null)
    setPassword('')
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (!email.trim()) return form.refuse('email', t.noEmail)
    if (!password) return form.refuse('password', t.noPassword)
    setBusy(true)
    try {
      const answer = await call<Partial<SecondFactorAsked>>(null, '/api/auth/sign-in/email', {
        method: 'POST',
        body: { email: email.trim(), password },
      })
      if (answer.secondFactor) setAsked(answer.secondFactor)
      else await enter()
    } catch (error) {
      form.report(asProblem(error).status === 401 ? asOwnWords(t.wrong) : error)
    } finally {
      setBusy(false)
    }
  }

  if (asked) {
    return (
      <Front title={factor.codeTitle}>
        <CodeForm {...asked} onSignedIn={enter} onStartOver={startOver} />
      </Front>
    )
  }
  return (
    <Front title={t.signInTitle}>
      <form
        ref={form.formRef}
        className={classes.form}
        onSubmit={(event) => void submit(event)}
        noValidate
      >
        {next && !form.problem && <Notice tone="wait">{t.signedOut}</Notice>}
        {form.summary}
        <TextInput
          label={t.email}
          name="email"
          type="email"
          autoComplete="username"
          autoFocus
          value={email}
          error={form.at('email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t.password}
          name="password"
          autoComplete="current-password"
          value={password}
          error={form.at('password')}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={isBusy}>
          {t.signIn}
        </Button>
        <PasskeyButton onSignedIn={enter} />
        <TextLink to={paths.forgotPassword()}>{t.forgot}</TextLink>
        <p className={classes.hint}>{t.rescue}</p>
      </form>
    </Front>
  )
}

/** Not a business that this person has left: it would send them back here at once. */
function leadsTo(next: string, organizations: Session['organizations']): boolean {
  const slug = /^\/o\/([^/?#]+)/.exec(next)?.[1]
  return slug === undefined || organizations.some((organization) => organization.slug === slug)
}

function asOwnWords(detail: string): Problem {
  return new Problem({ status: 401, code: 'sign_in', title: detail, detail })
}
