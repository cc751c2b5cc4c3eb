import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { bankAccounts as t } from '../messages/en/bank-accounts.ts'
import { useFormProblem } from '../ui/FormProblem.tsx'
import classes from './VerifyDeposits.module.css'

export type DepositsFound = { descriptorCode: string } | { amounts: number[] }

interface Props {
  /** What of the deposits is asked for. */
  kind: 'amounts' | 'descriptor_code' | null
  onVerify: (found: DepositsFound) => Promise<unknown>
}

/** What the small deposits to a bank account were. */
export function VerifyDeposits({ kind, onVerify }: Props) {
  const isCode = kind === 'descriptor_code'
  const [code, setCode] = useState('')
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const form = useFormProblem(['descriptorCode', 'amounts'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (form.isBusy) return
    form.clear()
    await form.send(async () => {
      await onVerify(
        isCode
          ? { descriptorCode: code.trim().toUpperCase() }
          : { amounts: [Number(first), Number(second)] },
      )
    })
  }

  return (
    <form
      ref={form.formRef}
      className={classes.form}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      {form.summary}
      {isCode ? (
        <TextInput
          label={t.code}
          description={t.codeHint}
          name="descriptorCode"
          autoComplete="off"
          value={code}
          error={form.at('descriptorCode')}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      ) : (
        <>
          <TextInput
            label={t.first}
            description={t.amounts}
            name="amounts"
            inputMode="numeric"
            autoComplete="off"
            value={first}
            error={form.at('amounts')}
            onChange={(event) => setFirst(event.currentTarget.value)}
          />
          <TextInput
            label={t.second}
            inputMode="numeric"
            autoComplete="off"
            value={second}
            onChange={(event) => setSecond(event.currentTarget.value)}
          />
        </>
      )}
      <Button type="submit" loading={form.isBusy}>
        {t.confirm}
      </Button>
    </form>
  )
}
