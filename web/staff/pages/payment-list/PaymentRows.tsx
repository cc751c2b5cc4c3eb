import { VisuallyHidden } from '@mantine/core'
import {
  IconArrowBackUp,
  IconDotsVertical,
  IconExternalLink,
  IconFileText,
  IconGavel,
  IconReceipt,
  IconUser,
} from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ListedPayment } from '../../../api/contract.ts'
import { paymentList as t } from '../../../messages/en/payment-list.ts'
import { useNow } from '../../../ui/clock.ts'
import { instantText, shortDateText } from '../../../ui/dates.ts'
import { MenuButton, type MenuItem } from '../../../ui/MenuButton.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import { StateBadge, type Tone } from '../../../ui/StateBadge.tsx'
import table from '../../../ui/table.module.css'
import { useRowKeys } from '../../../ui/useRowKeys.ts'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { KEYS } from '../../shell/shortcuts.ts'
import { PaymentBadge } from '../payments/PaymentBadge.tsx'
import type { Column } from './filter.ts'
import classes from './PaymentList.module.css'

interface TableProps {
  rows: ListedPayment[]
  columns: Column[]
  isCurrent: boolean
}

/** The list for a wide screen; j and k walk it, Enter opens. */
export function PaymentTable({ rows, columns, isCurrent }: TableProps) {
  const { slug } = useOrganization()
  const navigate = useNavigate()
  const { active, bodyRef } = useRowKeys({
    rows,
    isCurrent,
    keys: KEYS,
    onOpen: ({ id }) => void navigate({ to: paths.payment(slug, id) as never }),
  })
  return (
    <ScrollX label={t.title}>
      <table className={`${table.table} ${classes.table}`}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className={isMoney(column) ? table.right : undefined}>
                {t.columns[column]}
              </th>
            ))}
            <th scope="col">
              <VisuallyHidden>{t.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody ref={bodyRef} className={table.rows}>
          {rows.map((row, index) => (
            <tr key={row.id} data-active={index === active || undefined}>
              {columns.map((column) => (
                <td key={column} className={isMoney(column) ? table.right : undefined}>
                  <Cell row={row} column={column} />
                </td>
              ))}
              <td className={table.right}>
                <RowMenu row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

/** The same on a phone: when, who and how much. */
export function PaymentCards({ rows }: { rows: ListedPayment[] }) {
  const { slug, timeZone } = useOrganization()
  const now = useNow(0)
  return (
    <ul className={classes.cards}>
      {rows.map((row) => (
        <li key={row.id} className={classes.card}>
          <Link to={paths.payment(slug, row.id) as never} className={classes.cardWho}>
            <span className={classes.cardName}>{row.client?.name ?? row.account.name}</span>
            <span className={table.sub}>
              {shortDateText(row.postedOn, timeZone, now)}, {row.paidWith}
            </span>
          </Link>
          <span className={classes.cardSide}>
            <Money value={row.amount} />
            <StateOf row={row} />
          </span>
          <RowMenu row={row} />
        </li>
      ))}
    </ul>
  )
}

const isMoney = (column: Column) => column === 'amount' || column === 'goneBack'

/** Where a payment stands, and what became of its money since. */
function StateOf({ row: { state, mark } }: { row: ListedPayment }) {
  if (mark === null) return <PaymentBadge state={state} />
  const { tone, icon: Icon } = MARKS[mark]
  return (
    <StateBadge tone={tone} icon={<Icon aria-hidden />}>
      {t.marks[mark]}
    </StateBadge>
  )
}

const MARKS: Record<
  NonNullable<ListedPayment['mark']>,
  { tone: Tone; icon: typeof IconArrowBackUp }
> = {
  refunded: { tone: 'quiet', icon: IconArrowBackUp },
  partlyRefunded: { tone: 'good', icon: IconArrowBackUp },
  disputed: { tone: 'warn', icon: IconGavel },
  disputeLost: { tone: 'bad', icon: IconGavel },
  returned: { tone: 'bad', icon: IconArrowBackUp },
}

function Cell({ row, column }: { row: ListedPayment; column: Column }): ReactNode {
  const { slug, timeZone } = useOrganization()
  const now = useNow(0)
  switch (column) {
    case 'posted':
      return (
        <Link to={paths.payment(slug, row.id) as never} className={classes.name}>
          {shortDateText(row.postedOn, timeZone, now)}
        </Link>
      )
    case 'client':
      return row.client?.name ?? row.account.name
    case 'state':
      return <StateOf row={row} />
    case 'paidWith':
      return row.paidWith
    case 'receipt':
      return (
        row.receipt && (
          <Link to={paths.receipt(slug, row.receipt.id) as never} className={classes.name}>
            {row.receipt.number}
          </Link>
        )
      )
    case 'reference':
      return row.reference
    case 'payer':
      return row.payerCategory
    case 'description':
      return row.description
    case 'by':
      return row.by
    case 'email':
      return row.receiptEmail
    case 'started':
      return instantText(row.createdAt, timeZone)
    case 'goneBack':
      return row.goneBack.amount > 0 && <Money value={row.goneBack} />
    case 'amount':
      return (
        <Money
          value={row.amount}
          className={row.state === 'succeeded' ? table.strong : table.sub}
        />
      )
  }
}

function RowMenu({ row }: { row: ListedPayment }) {
  const { slug } = useOrganization()
  const navigate = useNavigate()
  const go = (to: string) => void navigate({ to: to as never })
  const { client, receipt, processorUrl } = row
  const items: (MenuItem | null)[] = [
    {
      label: t.viewTransaction,
      icon: <IconFileText size={16} aria-hidden />,
      run: () => go(paths.payment(slug, row.id)),
    },
    client && {
      label: t.viewClient,
      icon: <IconUser size={16} aria-hidden />,
      run: () => go(paths.billing(slug, client.id)),
    },
    receipt && {
      label: t.viewReceipt,
      icon: <IconReceipt size={16} aria-hidden />,
      run: () => go(paths.receipt(slug, receipt.id)),
    },
    processorUrl === null
      ? null
      : {
          label: t.openProcessor,
          icon: <IconExternalLink size={16} aria-hidden />,
          run: () => void window.open(processorUrl, '_blank', 'noopener'),
        },
  ]
  return (
    <MenuButton
      className={classes.dots}
      aria-label={t.actionsOf(moneyText(row.amount), client?.name ?? row.account.name)}
      groups={[{ items: items.filter((item) => item !== null) }]}
    >
      <IconDotsVertical size={18} aria-hidden />
    </MenuButton>
  )
}
