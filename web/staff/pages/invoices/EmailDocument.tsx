import { useQueryClient } from '@tanstack/react-query'
import { call } from '../../../api/client.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'
import { EmailDialog, EmailForm } from '../../EmailDialog.tsx'
import { useSlug } from '../../shell/organization.tsx'

interface Props {
  about: { number: string; sendTo: string | null }
  path: string
  /** Said below the address. */
  note?: string
  /** Read out where the button stands in a row. */
  smallAbout?: string
}

/** Mails an invoice or a credit note. */
export function EmailDocument({ about, path, note, smallAbout }: Props) {
  const slug = useSlug()
  const queryClient = useQueryClient()

  async function send(to: string): Promise<void> {
    await call(slug, path, { method: 'POST', body: { to } })
    void queryClient.invalidateQueries({ queryKey: ['o', slug, 'invoice'] })
  }

  return (
    <EmailDialog
      needs="invoices.issue"
      name={t.email}
      title={t.emailTitle(about.number)}
      smallAbout={smallAbout}
    >
      {(close) => (
        <EmailForm address={about.sendTo} onSend={send} onDone={close}>
          {note && <p>{note}</p>}
        </EmailForm>
      )}
    </EmailDialog>
  )
}
