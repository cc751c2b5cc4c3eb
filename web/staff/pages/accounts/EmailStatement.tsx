import { useQueryClient } from '@tanstack/react-query'
import { call } from '../../../api/client.ts'
import type { Statement } from '../../../api/contract.ts'
import { accounts as t } from '../../../messages/en/accounts.ts'
import { EmailDialog, EmailForm } from '../../EmailDialog.tsx'
import { useSlug } from '../../shell/organization.tsx'

/** Mails the statement that is shown. */
export function EmailStatement({ statement }: { statement: Statement }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const { account, from, to } = statement

  async function send(email: string): Promise<void> {
    const path = `/accounts/${account.id}/statement/emails`
    await call(slug, path, { method: 'POST', body: { from, to, email } })
    void queryClient.invalidateQueries({ queryKey: ['o', slug, 'report'] })
  }

  return (
    <EmailDialog needs="reports.read" name={t.email} title={t.email}>
      {(close) => (
        <EmailForm
          address={account.client?.email ?? null}
          field="email"
          onSend={send}
          onDone={close}
        />
      )}
    </EmailDialog>
  )
}
