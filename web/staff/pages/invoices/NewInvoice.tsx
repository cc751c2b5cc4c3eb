import { Drawer } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { systemClock } from '../../../../src/kit/time.ts'
import { billingQuery, invoiceSettingsQuery } from '../../../api/queries.ts'
import { common } from '../../../messages/en/common.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'
import { daysFromToday } from '../../../ui/dates.ts'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { InvoiceForm } from './InvoiceForm.tsx'
import { emptyLine } from './invoice-typed.ts'

/** A drawer over the client's billing, with an address of its own. */
export function NewInvoice() {
  const { slug, timeZone } = useOrganization()
  const { clientId } = useParams({ strict: false }) as { clientId: string }
  const navigate = useNavigate()
  const { data: billing, isError: isLost } = useQuery(billingQuery(slug, clientId))
  const { data: settings, isError } = useQuery(invoiceSettingsQuery(slug))
  const back = () => navigate({ to: paths.billing(slug, clientId) as never })
  return (
    <Drawer
      // With its form, so that the first field has the focus.
      opened={(billing && settings) !== undefined || isLost || isError}
      size={720}
      onClose={() => void back()}
      title={billing ? t.newTitle(billing.client.name) : t.lines}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {billing && settings ? (
        <InvoiceForm
          accountId={billing.account.id}
          clients={[{ id: billing.client.id, name: billing.client.name }]}
          rates={settings.taxRates}
          draftId={null}
          first={{
            lines: [
              emptyLine(
                0,
                settings.taxRates.filter((rate) => rate.isDefault).map(({ id }) => id),
                billing.client.id,
              ),
            ],
            dueOn: daysFromToday(timeZone, systemClock.now(), settings.termsDays),
            deposit: '',
            depositDueOn: '',
            note: '',
          }}
          onIssued={back}
          onSaved={(draft) => void navigate({ to: paths.editInvoice(slug, draft.id) as never })}
        />
      ) : (
        <Skeletons rows={4} />
      )}
    </Drawer>
  )
}
