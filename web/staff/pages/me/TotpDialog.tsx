import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { RecoveryCodes, TotpSecret } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { common } from '../../../messages/en/common.ts'
import { secondFactor as t } from '../../../messages/en/second-factor.ts'
import { CopyText } from '../../../ui/CopyText.tsx'
import { ProblemSummary, useFormProblem } from '../../../ui/FormProblem.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { QrCode } from '../../QrCode.tsx'
import { PasswordDialog } from './PasswordDialog.tsx'
import classes from './SecondFactor.module.css'

interface Props {
  asksPassword: boolean
  onDone: (codes: string[] | null) => Promise<void>
  onClose: () => void
}

/** The password, then the QR code, then the first code of the app. */
export function TotpDialog({ asksPassword, onDone, onClose }: Props) {
  const [secret, setSecret] = useState<TotpSecret | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const isAsked = useRef(false)

  async function begin(password: string): Promise<void> {
    const body = password ? { password } : {}
    setSecret(await call<TotpSecret>(null, '/me/totp', { method: 'POST', body }))
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: begun once, when there is no password to ask for.
  useEffect(() => {
    if (asksPassword || isAsked.current) return
    isAsked.current = true
    begin('').catch((error: unknown) => setProblem(asProblem(error)))
  }, [])

  if (!secret && asksPassword) {
    return (
      <PasswordDialog
        title={t.setUpTitle}
        text={t.appOff}
        action={t.go}
        asksPassword
        onConfirm={begin}
        onClose={onClose}
      />
    )
  }
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      title={t.setUpTitle}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {problem && <ProblemSummary problem={problem} />}
      {secret ? (
        <FirstCode secret={secret} onDone={onDone} onClose={onClose} />
      ) : (
        !problem && <Skeletons rows={3} />
      )}
    </Modal>
  )
}

interface FirstCodeProps extends Omit<Props, 'asksPassword'> {
  secret: TotpSecret
}

function FirstCode({ secret, onDone, onClose }: FirstCodeProps) {
  const [code, setCode] = useState('')
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(['code'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (!code.trim()) return form.refuse('code', t.noCode)
    setBusy(true)
    try {
      const { recoveryCodes } = await call<RecoveryCodes>(null, '/me/totp/confirm', {
        method: 'POST',
        body: { code: code.trim() },
      })
      await onDone(recoveryCodes)
    } catch (error) {
      form.report(error)
      setBusy(false)
    }
  }

  return (
    <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        {form.summary}
        <Text>{t.scan}</Text>
        <QrCode text={secret.uri} label={t.qr} />
        <Text size="sm">
          {t.byHand} <code className={classes.secret}>{inFours(secret.secret)}</code>{' '}
          <CopyText value={secret.secret} label={t.secret} />
        </Text>
        <TextInput
          label={t.firstCode}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          data-autofocus
          value={code}
          error={form.at('code')}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" loading={isBusy}>
            {t.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function inFours(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ')
}
