import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Navigate, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import { invoiceDraftQuery, invoiceSettingsQuery } from '../../../api/queries.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import classes from '../billing/Billing.module.css'
import { InvoiceForm } from './InvoiceForm.tsx'
import { typedOf } from './invoice-typed.ts'

/** A draft: written on, issued, or discarded. */
export function EditDraft() {
  const { slug, currency } = useOrganization()
  const { invoiceId } = useParams({ strict: false }) as { invoiceId: string }
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { data: draft, error, refetch } = useQuery(invoiceDraftQuery(slug, invoiceId))
  const { data: settings } = useQuery(invoiceSettingsQuery(slug))
  const [isAsking, setAsking] = useState(false)
  if (error && !draft) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!draft || !settings) return <Skeletons />
  if (draft.state === 'issued') return <Navigate to={paths.invoice(slug, invoiceId) as never} />
  if (draft.state === 'discarded') return <Navigate to={paths.invoices(slug) as never} />

  async function discard(): Promise<void> {
    await call(slug, `/invoice-drafts/${invoiceId}/discard`, { method: 'POST' })
    await queryClient.invalidateQueries({ queryKey: ['o', slug, 'invoices'] })
    await navigate({ to: paths.invoices(slug) as never })
  }

  return (
    <Page
      narrow
      title={t.draftTitle(draft.accountName)}
      back={
        <TextLink to={paths.invoices(slug)} underline="hover">
          <IconArrowLeft size={14} aria-hidden className={classes.backIcon} /> {t.backToInvoices}
        </TextLink>
      }
      actions={
        <Button variant="default" onClick={() => setAsking(true)}>
          {t.discard}
        </Button>
      }
    >
      <Panel>
        <InvoiceForm
          key={draft.id}
          accountId={draft.accountId}
          clients={draft.clients}
          rates={settings.taxRates}
          draftId={draft.id}
          first={typedOf(draft.content, currency)}
          onIssued={(invoice) => navigate({ to: paths.invoice(slug, invoice.id) as never })}
          onSaved={() => {}}
        />
      </Panel>
      {isAsking && (
        <ConfirmDialog
          title={t.discardTitle}
          action={t.discard}
          onConfirm={discard}
          onClose={() => setAsking(false)}
        >
          {t.discardText}
        </ConfirmDialog>
      )}
    </Page>
  )
}
