import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { PasskeyQuestion, PortalSession } from '../../api/contract.ts'
import { signWithBrowser, whyNoPasskey } from '../../api/passkey.ts'
import { asProblem } from '../../api/problem.ts'
import { portal as t } from '../../messages/en/portal.ts'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import classes from '../Portal.module.css'
import { ask } from '../queries.ts'

interface Props {
  /** The organization whose mail proves the address; the first one's if absent. */
  organization?: string
  email?: string
  onEntered?: () => void
}

/** An address, then the code of the mail: no password to forget. */
export function SignIn({ organization, email: known = '', onEntered }: Props) {
  useTabTitle(t.signIn)
  const [email, setEmail] = useState(known)
  const [isAsked, setAsked] = useState(false)
  return (
    <main className={classes.narrow}>
      <h1>{t.signIn}</h1>
      {isAsked ? (
        <CodeForm
          email={email}
          organization={organization}
          onEntered={onEntered}
          onOther={() => setAsked(false)}
        />
      ) : (
        <AddressForm
          email={email}
          organization={organization}
          onEmail={setEmail}
          onAsked={() => setAsked(true)}
        />
      )}
    </main>
  )
}

function AddressForm(props: {
  email: string
  organization: string | undefined
  onEmail: (email: string) => void
  onAsked: () => void
}) {
  const { email, organization, onEmail, onAsked } = props
  const form = useFormProblem(['email'])
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (form.isBusy) return
    form.clear()
    await form.send(async () => {
      await ask('/sign-ins', { email, organization })
      onAsked()
    })
  }
  return (
    <form
      ref={form.formRef}
      className={classes.form}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <p className={classes.lead}>{t.signInLead}</p>
      {form.summary}
      <TextInput
        label={t.email}
        name="email"
        type="email"
        size="md"
        autoComplete="email"
        value={email}
        error={form.at('email')}
        onChange={(event) => onEmail(event.currentTarget.value)}
      />
      <Button type="submit" size="md" loading={form.isBusy}>
        {t.sendCode}
      </Button>
      {!organization && <UsePasskey />}
    </form>
  )
}

/** Offered where the browser and the address can do it. */
function UsePasskey() {
  const queryClient = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  if (whyNoPasskey() !== null) return null

  async function enter(): Promise<void> {
    setBusy(true)
    setRefusal(null)
    try {
      const { token, options } = await ask<PasskeyQuestion>('/sign-ins/passkey/options', {})
      const response = await signWithBrowser(options)
      const session = await ask<PortalSession>('/sign-ins/passkey', { token, response })
      queryClient.setQueryData(['session'], session)
    } catch (error) {
      setRefusal(asProblem(error).message)
      setBusy(false)
    }
  }

  return (
    <>
      <Button variant="default" size="md" loading={isBusy} onClick={() => void enter()}>
        {t.usePasskey}
      </Button>
      {refusal && (
        <p className={classes.problem} role="alert">
          {refusal}
        </p>
      )}
    </>
  )
}

function CodeForm(props: {
  email: string
  organization: string | undefined
  onEntered: (() => void) | undefined
  onOther: () => void
}) {
  const { email, organization, onEntered, onOther } = props
  const queryClient = useQueryClient()
  const form = useFormProblem(['code'])
  const [code, setCode] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (form.isBusy) return
    form.clear()
    await form.send(async () => {
      const session = await ask<PortalSession>('/sign-ins/code', { email, code })
      queryClient.setQueryData(['session'], session)
      onEntered?.()
    })
  }
  async function again(): Promise<void> {
    form.clear()
    await ask('/sign-ins', { email, organization }).catch((error: unknown) => form.report(error))
  }
  return (
    <form
      ref={form.formRef}
      className={classes.form}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <p className={classes.lead} role="status">
        {t.codeSent(email)}
      </p>
      {form.summary}
      <TextInput
        ref={field}
        label={t.code}
        name="code"
        size="md"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={12}
        value={code}
        error={form.at('code')}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button type="submit" size="md" loading={form.isBusy}>
        {t.enter}
      </Button>
      <div className={classes.row}>
        <Button variant="subtle" size="compact-sm" onClick={() => void again()}>
          {t.sendAgain}
        </Button>
        <Button variant="subtle" size="compact-sm" onClick={onOther}>
          {t.otherAddress}
        </Button>
      </div>
    </form>
  )
}
