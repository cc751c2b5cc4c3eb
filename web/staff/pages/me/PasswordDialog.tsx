import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { common } from '../../../messages/en/common.ts'
import { secondFactor as t } from '../../../messages/en/second-factor.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'

interface Props {
  title: string
  text: ReactNode
  action: string
  /** People who sign in without a password have none to type. */
  asksPassword: boolean
  onConfirm: (password: string) => Promise<void>
  onClose: () => void
  children?: ReactNode
}

/** Asks for the password once more before something that changes how a person signs in. */
export function PasswordDialog(props: Props) {
  const { title, text, action, asksPassword, onConfirm, onClose, children } = props
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(['password'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (asksPassword && !password) return form.refuse('password', t.noPassword)
    setBusy(true)
    try {
      await onConfirm(password)
    } catch (error) {
      form.report(error)
      setBusy(false)
    }
  }

  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': common.close }}>
      <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          {form.summary}
          <Text component="div">{text}</Text>
          {children}
          {asksPassword && (
            <PasswordInput
              label={t.password}
              description={t.passwordWhy}
              name="password"
              autoComplete="current-password"
              value={password}
              error={form.at('password')}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={isBusy}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
