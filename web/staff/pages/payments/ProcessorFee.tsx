import type { Payment } from '../../../api/contract.ts'
import { paymentPage as t } from '../../../messages/en/payment-page.ts'
import { dateText } from '../../../ui/dates.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { Money } from '../../../ui/Money.tsx'
import { Panel } from '../../../ui/Page.tsx'
import page from './PaymentPage.module.css'

/** What the processor keeps of it; absent for other tenders and for who may not see the books. */
export function ProcessorFee({ payment }: { payment: Payment }) {
  const fee = payment.processorFee
  if (!fee || payment.state !== 'succeeded') return null
  const { amount, net, availableOn } = fee
  return (
    <Panel title={t.fee}>
      {amount && net ? (
        <Facts
          facts={[
            { label: t.feeKept, value: <Money value={amount} /> },
            { label: t.feeLeft, value: <Money value={net} /> },
            { label: t.feeAvailable, value: availableOn && dateText(availableOn) },
          ]}
        />
      ) : (
        <p className={page.quiet}>{t.feeLater}</p>
      )}
    </Panel>
  )
}
