import { Checkbox, VisuallyHidden } from '@mantine/core'
import {
  IconBolt,
  IconCash,
  IconCreditCard,
  IconDotsVertical,
  IconFileInvoice,
  IconLoader2,
  IconUser,
} from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ClientRow } from '../../../api/contract.ts'
import { clients as t } from '../../../messages/en/clients.ts'
import { common } from '../../../messages/en/common.ts'
import { secondsSince, useNow } from '../../../ui/clock.ts'
import { dayText, expiryText, shortDateText } from '../../../ui/dates.ts'
import { MenuButton, type MenuItem } from '../../../ui/MenuButton.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import table from '../../../ui/table.module.css'
import { useRowKeys } from '../../../ui/useRowKeys.ts'
import { GuardedLink } from '../../guarded.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, whyNot, whyNotPay } from '../../shell/organization.tsx'
import { KEYS } from '../../shell/shortcuts.ts'
import { PaymentBadge } from '../payments/PaymentBadge.tsx'
import classes from './ClientList.module.css'
import type { ClientColumn } from './client-columns.ts'
import type { Selection } from './selection.ts'

interface RowsProps {
  rows: ClientRow[]
  /** Those beside the name. */
  columns: ClientColumn[]
  /** False while what is shown belongs to an earlier search. */
  isCurrent: boolean
  /** Null where nobody may be charged from here. */
  selection: Selection | null
}

/** The list for a wide screen; j and k walk it, Enter opens, c charges. */
export function ClientTable({ rows, columns, isCurrent, selection }: RowsProps) {
  const organization = useOrganization()
  const { slug, me } = organization
  const navigate = useNavigate()
  const { active, bodyRef } = useRowKeys({
    rows,
    isCurrent,
    keys: KEYS,
    onOpen: ({ id }) => void navigate({ to: paths.billing(slug, id) as never }),
    more: {
      [KEYS.charge]: ({ id, archived }) => {
        if (!archived && whyNotPay(organization) === null) {
          void navigate({ to: paths.newPayment(slug, id) as never })
        }
      },
    },
  })
  const seesCards = me.permissions.includes('wallet.read')
  const shown = columns.filter((column) => column !== 'onFile' || seesCards)
  return (
    <ScrollX label={t.title}>
      <table className={`${table.table} ${classes.table}`}>
        <thead>
          <tr>
            {selection && (
              <th scope="col" className={classes.tick}>
                <SelectPage rows={rows} selection={selection} />
              </th>
            )}
            <th scope="col">{t.columns.client}</th>
            {shown.map((column) => (
              <th
                key={column}
                scope="col"
                className={column === 'balance' ? table.right : undefined}
              >
                {t.columns[column]}
              </th>
            ))}
            <th scope="col">
              <VisuallyHidden>{t.columns.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody ref={bodyRef} className={table.rows}>
          {rows.map((row, index) => (
            <tr key={row.id} data-active={index === active || undefined}>
              {selection && (
                <td className={classes.tick}>
                  <SelectRow row={row} selection={selection} />
                </td>
              )}
              <td>
                <Link to={paths.billing(slug, row.id) as never} className={classes.name}>
                  {row.name}
                </Link>
                <div className={table.sub}>
                  {row.account.name === row.name ? (row.email ?? row.phone) : row.account.name}
                </div>
              </td>
              {shown.map((column) => (
                <td key={column} className={column === 'balance' ? table.right : undefined}>
                  <Cell row={row} column={column} />
                </td>
              ))}
              <td className={`${table.right} ${classes.actions}`}>
                <ChargeButton row={row} />
                <RowMenu row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

function Cell({ row, column }: { row: ClientRow; column: ClientColumn }): ReactNode {
  const now = useNow(0)
  switch (column) {
    case 'balance':
      return <Owed row={row} />
    case 'oldestDue':
      return <OldestDue row={row} />
    case 'onFile':
      return <OnFile row={row} now={now} />
    case 'lastPayment':
      return <LastPayment row={row} />
    case 'account':
      return row.account.name
    default:
      return <span className={table.sub}>{row[column]}</span>
  }
}

function LastPayment({ row: { charging, lastPayment } }: { row: ClientRow }) {
  const { timeZone } = useOrganization()
  const now = useNow(0)
  if (charging) return <Charging charging={charging} />
  if (!lastPayment) return null
  return (
    <>
      <PaymentBadge state={lastPayment.state} />
      <span className={`${table.sub} ${classes.second}`}>
        {moneyText(lastPayment.amount)}, {dayText(lastPayment.at, timeZone, now)}
      </span>
    </>
  )
}

/** The same on a phone: who, how much, and the button. */
export function ClientCards({ rows, selection }: Pick<RowsProps, 'rows' | 'selection'>) {
  const { slug } = useOrganization()
  const now = useNow(0)
  return (
    <ul className={classes.cards}>
      {rows.map((row) => (
        <li key={row.id} className={classes.card}>
          {selection && (
            <span className={classes.cardTick}>
              <SelectRow row={row} selection={selection} />
            </span>
          )}
          <Link to={paths.billing(slug, row.id) as never} className={classes.cardWho}>
            <span className={classes.cardName}>{row.name}</span>
            {row.charging ? (
              <Charging charging={row.charging} />
            ) : row.oldestDueOn ? (
              <OldestDue row={row} />
            ) : (
              <OnFile row={row} now={now} />
            )}
          </Link>
          <span className={classes.cardSide}>
            <Owed row={row} />
            <ChargeButton row={row} />
            <RowMenu row={row} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function SelectRow({ row, selection }: { row: ClientRow; selection: Selection }) {
  return (
    <Checkbox
      aria-label={t.selectClient(row.name)}
      checked={selection.isAll || selection.rows.has(row.id)}
      disabled={selection.isAll}
      onChange={() => selection.toggle(row)}
    />
  )
}

function SelectPage({ rows, selection }: { rows: ClientRow[]; selection: Selection }) {
  const ticked = rows.filter(({ id }) => selection.rows.has(id)).length
  const areAll = selection.isAll || (rows.length > 0 && ticked === rows.length)
  return (
    <Checkbox
      aria-label={t.selectPage}
      checked={areAll}
      indeterminate={!areAll && ticked > 0}
      disabled={selection.isAll}
      onChange={() => selection.togglePage(rows)}
    />
  )
}

function Owed({ row }: { row: ClientRow }) {
  return (
    <div>
      <Money value={row.balance} muteZero className={row.balance.amount > 0 ? classes.owed : ''} />
      {row.credit.amount > 0 && <div className={table.sub}>{t.credit(moneyText(row.credit))}</div>}
    </div>
  )
}

function OldestDue({ row }: { row: ClientRow }) {
  const { timeZone } = useOrganization()
  const now = useNow(0)
  if (!row.oldestDueOn) return null
  const days = row.daysOverdue ?? 0
  return days > 0 ? (
    <span className={classes.late}>{t.days(days)}</span>
  ) : (
    <span className={table.sub}>{t.due(shortDateText(row.oldestDueOn, timeZone, now))}</span>
  )
}

function OnFile({ row, now }: { row: ClientRow; now: Date }) {
  // Who may not see saved cards is told nothing about them, not even that there is none.
  if (row.onFile === null) return null
  const cards = row.onFile
  const card = cards[0]
  if (!card) return <span className={table.sub}>{t.noCard}</span>
  const isExpired = now.getTime() >= Date.UTC(card.expYear, card.expMonth, 1)
  return (
    <span className={classes.onFile}>
      <IconCreditCard size={16} aria-label={t.cardIcon} role="img" />
      {common.card(card.brand, card.last4)}{' '}
      <span className={`${classes.second} ${table.sub} ${isExpired ? classes.warn : ''}`}>
        {isExpired ? t.expired : expiryText(card)}
        {cards.length > 1 && ` ${t.more(cards.length - 1)}`}
      </span>
    </span>
  )
}

function Charging({ charging }: { charging: NonNullable<ClientRow['charging']> }) {
  const now = useNow()
  return (
    <span className={classes.live}>
      <IconLoader2 size={15} aria-hidden />
      {t.charging(charging.by, moneyText(charging.amount), secondsSince(charging.since, now))}
    </span>
  )
}

function ChargeButton({ row }: { row: ClientRow }) {
  const { slug } = useOrganization()
  if (row.archived) return null
  return (
    <GuardedLink
      needs="payments"
      to={paths.newPayment(slug, row.id)}
      search={SHORT}
      size="compact-sm"
      variant="default"
      aria-label={t.chargeClient(row.name)}
    >
      {t.chargeNow}
    </GuardedLink>
  )
}

/** Opens the form with amount, description and method only. */
const SHORT = { short: true }

function RowMenu({ row }: { row: ClientRow }) {
  const organization = useOrganization()
  const { slug } = organization
  const navigate = useNavigate()
  const noPayment = row.archived ? t.archived : whyNotPay(organization)
  const go = (to: string, search?: object) =>
    void navigate({ to: to as never, search: search as never })
  const items: MenuItem[] = [
    {
      label: t.chargeNow,
      icon: <IconBolt size={16} aria-hidden />,
      reason: noPayment,
      run: () => go(paths.newPayment(slug, row.id), SHORT),
    },
    {
      label: t.newPayment,
      icon: <IconCash size={16} aria-hidden />,
      reason: noPayment,
      run: () => go(paths.newPayment(slug, row.id)),
    },
    {
      label: t.newInvoice,
      icon: <IconFileInvoice size={16} aria-hidden />,
      reason: row.archived ? t.archived : whyNot(organization, 'invoices.issue'),
      run: () => go(paths.newInvoice(slug, row.id)),
    },
    {
      label: t.openBilling,
      icon: <IconUser size={16} aria-hidden />,
      run: () => go(paths.billing(slug, row.id)),
    },
  ]
  return (
    <MenuButton className={classes.dots} aria-label={t.rowMenu(row.name)} groups={[{ items }]}>
      <IconDotsVertical size={18} aria-hidden />
    </MenuButton>
  )
}
