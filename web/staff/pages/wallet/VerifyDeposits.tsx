import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { MethodSetup } from '../../../api/contract.ts'
import { bankAccounts as t } from '../../../messages/en/bank-accounts.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { useSlug } from '../../shell/organization.tsx'
import classes from './AddCard.module.css'

/** The client tells what the small deposits to their bank account were. */
export function VerifyDeposits({
  setup,
  onChanged,
}: {
  setup: MethodSetup
  onChanged: () => void
}) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const isCode = setup.method?.bank?.verification.kind === 'descriptor_code'
  const [code, setCode] = useState('')
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(['descriptorCode', 'amounts'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    setBusy(true)
    try {
      const body = isCode
        ? { descriptorCode: code.trim().toUpperCase() }
        : { amounts: [Number(first), Number(second)] }
      await call(slug, `/method-setups/${setup.id}/verify`, { method: 'POST', body })
      await queryClient.invalidateQueries({ queryKey: ['o', slug, 'billing'] })
      onChanged()
    } catch (error) {
      form.report(error)
    } finally {
      setBusy(false)
    }
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
      <Button type="submit" loading={isBusy}>
        {t.confirm}
      </Button>
    </form>
  )
}
