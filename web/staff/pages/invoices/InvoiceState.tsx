import {
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconCircleHalf2,
  IconPencil,
  IconReceiptRefund,
  IconTrashX,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ListedInvoice } from '../../../api/contract.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'
import { StateBadge, type Tone } from '../../../ui/StateBadge.tsx'
import classes from '../billing/Billing.module.css'

const LOOKS: Record<ListedInvoice['state'], { tone: Tone; icon: ReactNode }> = {
  draft: { tone: 'quiet', icon: <IconPencil aria-hidden /> },
  open: { tone: 'quiet', icon: <IconCircleDashed aria-hidden /> },
  partlyPaid: { tone: 'wait', icon: <IconCircleHalf2 aria-hidden /> },
  paid: { tone: 'good', icon: <IconCheck aria-hidden /> },
  credited: { tone: 'quiet', icon: <IconReceiptRefund aria-hidden /> },
  writtenOff: { tone: 'warn', icon: <IconTrashX aria-hidden /> },
  void: { tone: 'quiet', icon: <IconBan aria-hidden /> },
}

/** The state of an invoice, and since when it is late. */
export function InvoiceState({
  invoice,
}: {
  invoice: Pick<ListedInvoice, 'state' | 'overdueDays'>
}) {
  return (
    <>
      <StateBadge {...LOOKS[invoice.state]}>{t.states[invoice.state]}</StateBadge>{' '}
      {invoice.overdueDays > 0 && (
        <span className={classes.late}>{t.late(invoice.overdueDays)}</span>
      )}
    </>
  )
}
