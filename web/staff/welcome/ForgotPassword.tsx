import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { call } from '../../api/client.ts'
import { welcome as t } from '../../messages/en/welcome.ts'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { TextLink } from '../links.tsx'
import { paths } from '../paths.ts'
import classes from './Front.module.css'
import { Front } from './Front.tsx'

/** Asks for a link by mail; the answer is the same whoever has the address. */
export function ForgotPassword() {
  const [email, setEmail] = useState('')
  const [isAsked, setAsked] = useState(false)
  const form = useFormProblem(['email'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (!email.trim()) return form.refuse('email', t.noEmail)
    await form.send(async () => {
      await call(null, '/password-resets', { method: 'POST', body: { email: email.trim() } })
      setAsked(true)
    })
  }

  return (
    <Front title={t.forgotTitle} text={isAsked ? undefined : t.forgotText}>
      {isAsked ? (
        <Notice tone="good" role="status">
          {t.forgotAsked}
        </Notice>
      ) : (
        <form
          ref={form.formRef}
          className={classes.form}
          onSubmit={(event) => void submit(event)}
          noValidate
        >
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
          <Button type="submit" loading={form.isBusy}>
            {t.forgotSend}
          </Button>
        </form>
      )}
      <p className={classes.hint}>
        {t.forgotElse} <TextLink to={paths.signIn()}>{t.backToSignIn}</TextLink>
      </p>
    </Front>
  )
}
