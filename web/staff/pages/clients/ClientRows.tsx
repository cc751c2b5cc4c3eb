import { VisuallyHidden } from '@mantine/core'
import { IconCreditCardPay, IconDots, IconLoader2, IconReceipt2 } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { ClientRow } from '../../../api/contract.ts'
import { clients as t } from '../../../messages/en/clients.ts'
import { common } from '../../../messages/en/common.ts'
import { secondsSince, useNow } from '../../../ui/clock.ts'
import { dayText, expiryText, shortDateText } from '../../../ui/dates.ts'
import { MenuButton } from '../../../ui/MenuButton.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import table from '../../../ui/table.module.css'
import { useKeys } from '../../../ui/useKeys.ts'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, whyNotPay } from '../../shell/organization.tsx'
import { KEYS } from '../../shell/shortcuts.ts'
import { PaymentBadge } from '../payments/PaymentBadge.tsx'
import classes from './ClientList.module.css'

interface RowsProps {
  rows: ClientRow[]
  /** False while what is shown belongs to an earlier search. */
  isCurrent: boolean
}

/** The list for a wide screen; j and k walk it, Enter opens, c charges. */
export function ClientTable({ rows, isCurrent }: RowsProps) {
  const { slug, timeZone } = useOrganization()
  const { active, bodyRef } = useRowKeys({ rows, isCurrent })
  const now = useNow(0)
  return (
    <ScrollX label={t.title}>
      <table className={`${table.table} ${classes.table}`}>
        <thead>
          <tr>
            <th scope="col">{t.columns.client}</th>
            <th scope="col" className={table.right}>
              {t.columns.balance}
            </th>
            <th scope="col">{t.columns.oldestDue}</th>
            <th scope="col">{t.columns.onFile}</th>
            <th scope="col">{t.columns.lastPayment}</th>
            <th scope="col">
              <VisuallyHidden>{t.columns.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody ref={bodyRef} className={table.rows}>
          {rows.map((row, index) => (
            <tr key={row.id} data-active={index === active || undefined}>
              <td>
                <Link to={paths.billing(slug, row.id) as never} className={classes.name}>
                  {row.name}
                </Link>
                <div className={table.sub}>
                  {row.account.name === row.name ? (row.email ?? row.phone) : row.account.name}
                </div>
              </td>
              <td className={table.right}>
                <Owed row={row} />
              </td>
              <td>
                <OldestDue row={row} />
              </td>
              <td>
                <OnFile row={row} now={now} />
              </td>
              <td>
                {row.charging ? (
                  <Charging charging={row.charging} />
                ) : row.lastPayment ? (
                  <span className={classes.last}>
                    <PaymentBadge state={row.lastPayment.state} />
                    <span className={table.sub}>
                      {moneyText(row.lastPayment.amount)},{' '}
                      {dayText(row.lastPayment.at, timeZone, now)}
                    </span>
                  </span>
                ) : null}
              </td>
              <td className={table.right}>
                <ChargeButton row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

/** The same on a phone: who, how much, and the button. */
export function ClientCards({ rows }: { rows: ClientRow[] }) {
  const { slug } = useOrganization()
  const now = useNow(0)
  return (
    <ul className={classes.cards}>
      {rows.map((row) => (
        <li key={row.id} className={classes.card}>
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
          </span>
        </li>
      ))}
    </ul>
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
  const cards = row.onFile ?? []
  const card = cards[0]
  if (!card) return <span className={table.sub}>{t.noCard}</span>
  const isExpired = now.getTime() >= Date.UTC(card.expYear, card.expMonth, 1)
  return (
    <span>
      {common.card(card.brand, card.last4)}{' '}
      <span className={isExpired ? classes.warn : table.sub}>
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

/** Where the row leads: the whole form, or from its menu the short one. */
function ChargeButton({ row }: { row: ClientRow }) {
  const organization = useOrganization()
  const navigate = useNavigate()
  const { slug } = organization
  if (row.archived || whyNotPay(organization) !== null) return null
  const form = paths.newPayment(slug, row.id)
  return (
    <span className={classes.rowActions}>
      <LinkButton
        to={form}
        size="compact-sm"
        variant="default"
        aria-label={t.chargeClient(row.name)}
      >
        {t.charge}
      </LinkButton>
      <MenuButton
        className={classes.dots}
        aria-label={t.rowMenu(row.name)}
        groups={[
          {
            items: [
              {
                label: t.chargeNow,
                icon: <IconCreditCardPay size={16} aria-hidden />,
                run: () => void navigate({ to: form as never, search: { short: true } as never }),
              },
              {
                label: t.openBilling,
                icon: <IconReceipt2 size={16} aria-hidden />,
                run: () => void navigate({ to: paths.billing(slug, row.id) as never }),
              },
            ],
          },
        ]}
      >
        <IconDots size={16} aria-hidden />
      </MenuButton>
    </span>
  )
}

function useRowKeys({ rows, isCurrent }: RowsProps) {
  const organization = useOrganization()
  const { slug } = organization
  const navigate = useNavigate()
  // By id, not by place: a list that changes must not put another client under the mark.
  const [activeId, setActiveId] = useState<string | null>(null)
  const bodyRef = useRef<HTMLTableSectionElement>(null)
  const active = rows.findIndex(({ id }) => id === activeId)
  const row = isCurrent ? rows[active] : undefined

  useEffect(() => {
    bodyRef.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const next = () => setActiveId(rows[Math.min(active + 1, rows.length - 1)]?.id ?? null)
  const previous = () => setActiveId(rows[Math.max(active - 1, 0)]?.id ?? null)
  useKeys({
    [KEYS.next]: next,
    ArrowDown: next,
    [KEYS.previous]: previous,
    ArrowUp: previous,
    [KEYS.charge]: () => {
      if (row && !row.archived && whyNotPay(organization) === null) {
        void navigate({ to: paths.newPayment(slug, row.id) as never })
      }
    },
    [KEYS.open]: (event) => {
      if (event.target instanceof Element && event.target.closest('a, button')) {
        ;(event.target.closest('a, button') as HTMLElement).click()
      } else if (row) void navigate({ to: paths.billing(slug, row.id) as never })
    },
  })
  return { active, bodyRef }
}
