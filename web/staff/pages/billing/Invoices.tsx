import { Checkbox } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Billing, Invoice } from '../../../api/contract.ts'
import { billing as t } from '../../../messages/en/billing.ts'
import { common } from '../../../messages/en/common.ts'
import { secondsSince, useNow } from '../../../ui/clock.ts'
import { shortDateText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Panel } from '../../../ui/Page.tsx'
import table from '../../../ui/table.module.css'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, whyNotPay } from '../../shell/organization.tsx'
import classes from './Billing.module.css'

/** What is owed, oldest first; some of it can be ticked and paid. */
export function OpenInvoices({ billing }: { billing: Billing }) {
  const organization = useOrganization()
  const { slug } = organization
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const { openInvoices, balance, client } = billing
  const chosen = openInvoices.filter((invoice) => ticked.has(invoice.id))
  const amount = chosen.reduce((sum, invoice) => sum + invoice.due.amount, 0)
  const mayCharge = whyNotPay(organization) === null && !client.archived

  function tick(id: string): void {
    const next = new Set(ticked)
    if (!next.delete(id)) next.add(id)
    setTicked(next)
  }

  if (openInvoices.length === 0) {
    return (
      <Panel title={t.openInvoices} flush>
        <EmptyState title={t.noOpenInvoices}>{t.noOpenInvoicesText}</EmptyState>
      </Panel>
    )
  }
  return (
    <Panel
      title={t.openInvoices}
      flush
      aside={
        chosen.length > 0 && (
          <LinkButton
            to={paths.newPayment(slug, client.id)}
            search={{ invoices: chosen.map((invoice) => invoice.id) }}
            size="compact-sm"
          >
            {t.paySelected(chosen.length, moneyText({ amount, currency: balance.currency }))}
          </LinkButton>
        )
      }
    >
      <table className={table.table}>
        <thead>
          <tr>
            {mayCharge && <td className={classes.tick} />}
            <th scope="col">{t.invoice}</th>
            <th scope="col" className={classes.hidePhone}>
              {t.for}
            </th>
            <th scope="col">{t.due}</th>
            <th scope="col" className={table.right}>
              {t.amountDue}
            </th>
          </tr>
        </thead>
        <tbody className={table.rows}>
          {openInvoices.map((invoice) => (
            <tr key={invoice.id}>
              {mayCharge && (
                <td className={classes.tick}>
                  <Checkbox
                    checked={ticked.has(invoice.id)}
                    disabled={invoice.heldBy !== null}
                    onChange={() => tick(invoice.id)}
                    aria-label={t.selectInvoice(invoice.number)}
                  />
                </td>
              )}
              <InvoiceCells invoice={invoice} />
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function InvoiceCells({ invoice }: { invoice: Invoice }) {
  const { slug, timeZone } = useOrganization()
  const now = useNow(invoice.heldBy ? 1_000 : 0)
  return (
    <>
      <td className={classes.nowrap}>
        <Link to={paths.invoice(slug, invoice.id) as never} className={classes.number}>
          {invoice.number}
        </Link>
      </td>
      <td className={`${classes.ellipsis} ${classes.hidePhone}`}>
        {invoice.heldBy ? (
          <span className={classes.held}>
            {t.heldBy(
              invoice.heldBy.by,
              common.secondsAgo(secondsSince(invoice.heldBy.since, now)),
            )}
          </span>
        ) : (
          linesText(invoice)
        )}
      </td>
      <td className={classes.nowrap}>
        {shortDateText(invoice.dueOn, timeZone, now)}
        {invoice.overdueDays > 0 && (
          <div className={classes.late}>{t.daysLate(invoice.overdueDays)}</div>
        )}
      </td>
      <td className={table.right}>
        <Money value={invoice.due} className={table.strong} />
        {invoice.state === 'partlyPaid' && (
          <div className={table.sub}>{t.ofTotal(moneyText(invoice.total))}</div>
        )}
      </td>
    </>
  )
}

/** "Swim lessons and 2 more". */
export function linesText(invoice: Invoice): string {
  const first = invoice.lines[0]?.description ?? ''
  const more = invoice.lines.length - 1
  return more > 0 ? t.linesMore(first, more) : first
}

export function PaidInvoices({ billing }: { billing: Billing }) {
  const { slug, timeZone } = useOrganization()
  const now = useNow(0)
  if (billing.paidInvoices.length === 0) return null
  return (
    <details className={classes.fold}>
      <summary>{t.paidInvoices(billing.paidInvoices.length)}</summary>
      <table className={table.table}>
        <tbody className={table.rows}>
          {billing.paidInvoices.map((invoice) => (
            <tr key={invoice.id}>
              <td>
                <Link to={paths.invoice(slug, invoice.id) as never} className={classes.number}>
                  {invoice.number}
                </Link>
              </td>
              <td className={`${classes.ellipsis} ${classes.hidePhone}`}>{linesText(invoice)}</td>
              <td className={classes.nowrap}>{shortDateText(invoice.issuedOn, timeZone, now)}</td>
              <td className={table.right}>
                <Money value={invoice.total} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
