import { Button, Modal, TextInput } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Statement } from '../../../api/contract.ts'
import { accounts as t } from '../../../messages/en/accounts.ts'
import { common } from '../../../messages/en/common.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { GuardedButton } from '../../guarded.tsx'
import { useSlug } from '../../shell/organization.tsx'
import classes from '../reports/Reports.module.css'

/** Mails the statement that is shown; where it goes is shown, and can be changed, before it does. */
export function EmailStatement({ statement }: { statement: Statement }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <GuardedButton
        needs="reports.read"
        variant="default"
        leftSection={<IconMail size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t.email}
      </GuardedButton>
      {isOpen && (
        <Modal
          opened
          onClose={() => setOpen(false)}
          title={t.email}
          closeButtonProps={{ 'aria-label': common.close }}
        >
          <EmailForm statement={statement} onDone={() => setOpen(false)} />
        </Modal>
      )}
    </>
  )
}

function EmailForm({ statement, onDone }: { statement: Statement; onDone: () => void }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const { account, from, to } = statement
  const [email, setEmail] = useState(account.client?.email ?? '')
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(['email'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (form.withholds({ email })) return
    setBusy(true)
    try {
      const path = `/accounts/${account.id}/statement/emails`
      await call(slug, path, { method: 'POST', body: { from, to, email } })
      await queryClient.invalidateQueries({ queryKey: ['o', slug, 'report'] })
      onDone()
    } catch (error) {
      form.report(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form
      ref={form.formRef}
      className={classes.stack}
      onSubmit={(event) => void submit(event)}
      noValidate
    >
      {form.summary}
      <TextInput
        label={t.sendTo}
        name="email"
        type="email"
        autoComplete="off"
        data-autofocus
        value={email}
        error={form.at('email')}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Button type="submit" loading={isBusy}>
        {t.send}
      </Button>
    </form>
  )
}
