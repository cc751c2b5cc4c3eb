import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { Problem } from '../../../api/problem.ts'
import { secondFactor as t } from '../../../messages/en/second-factor.ts'
import { makePasskey } from '../../passkey.ts'
import { PasswordDialog } from './PasswordDialog.tsx'

interface Props {
  asksPassword: boolean
  onDone: (codes: string[] | null) => Promise<void>
  onClose: () => void
}

/** A name for the passkey; then the browser asks for finger, face or PIN. */
export function PasskeyDialog({ asksPassword, onDone, onClose }: Props) {
  const [name, setName] = useState('')

  async function add(password: string): Promise<void> {
    if (!name.trim()) {
      const detail = t.noPasskeyName
      throw new Problem({ status: 422, code: 'required', title: detail, detail })
    }
    await onDone(await makePasskey(name.trim(), password))
  }

  return (
    <PasswordDialog
      title={t.addPasskey}
      text={t.passkeysOff}
      action={t.go}
      asksPassword={asksPassword}
      onConfirm={add}
      onClose={onClose}
    >
      <TextInput
        label={t.passkeyName}
        description={t.passkeyNameHint}
        name="name"
        autoComplete="off"
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </PasswordDialog>
  )
}
