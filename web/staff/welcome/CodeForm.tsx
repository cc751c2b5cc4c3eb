import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { call } from '../../api/client.ts'
import { secondFactor as t } from '../../messages/en/second-factor.ts'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import classes from './Front.module.css'
import { PasskeyButton } from './PasskeyButton.tsx'

interface Props {
  token: string
  ways: ('totp' | 'passkey')[]
  onSignedIn: () => Promise<void>
  onStartOver: () => void
}

/** After the right password: the code of the app, a recovery code, or a passkey. */
export function CodeForm({ token, ways, onSignedIn, onStartOver }: Props) {
  const [code, setCode] = useState('')
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(['code'])

  async function send(typed: string): Promise<void> {
    form.clear()
    if (!typed.trim()) return form.refuse('code', t.noCode)
    setBusy(true)
    try {
      await call(null, '/sign-in/code', { method: 'POST', body: { token, code: typed.trim() } })
      await onSignedIn()
    } catch (error) {
      form.report(error)
      setCode('')
    } finally {
      setBusy(false)
    }
  }

  function type(text: string): void {
    setCode(text)
    // Six digits are whole: typed or pasted, nothing is left to press.
    if (/^\s*\d{3}\s?\d{3}\s*$/.test(text) && !isBusy) void send(text)
  }

  return (
    <form
      ref={form.formRef}
      className={classes.form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void send(code)
      }}
      noValidate
    >
      {form.summary}
      <p className={classes.hint}>{ways.includes('totp') ? t.codeText : t.recoveryText}</p>
      {ways.includes('passkey') && <PasskeyButton onSignedIn={onSignedIn} />}
      <TextInput
        label={t.code}
        name="code"
        autoComplete="one-time-code"
        inputMode={ways.includes('totp') ? 'text' : undefined}
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        readOnly={isBusy}
        value={code}
        error={form.at('code')}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <Button type="submit" loading={isBusy}>
        {t.go}
      </Button>
      <Button variant="subtle" onClick={onStartOver}>
        {t.startOver}
      </Button>
    </form>
  )
}
