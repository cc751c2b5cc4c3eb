import type { InvoiceDetail } from '../../../api/contract.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'
import { dateText, instantText } from '../../../ui/dates.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import table from '../../../ui/table.module.css'
import { useOrganization } from '../../shell/organization.tsx'
import classes from '../billing/Billing.module.css'
import own from './Invoices.module.css'

/** What it is for: lines, taxes, total. */
export function Lines({ invoice }: { invoice: InvoiceDetail }) {
  const { lines, taxes, net, total, note } = invoice
  return (
    <Panel title={t.lines} flush>
      <ScrollX label={t.lines}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t.line}</th>
              <th scope="col" className={table.right}>
                {t.quantity}
              </th>
              <th scope="col" className={table.right}>
                {t.price}
              </th>
              <th scope="col" className={table.right}>
                {t.amount}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines never change their place.
              <tr key={position}>
                <td>
                  {line.description}
                  <div className={table.sub}>{detailsOf(invoice, line)}</div>
                </td>
                <td className={table.right}>{line.quantity}</td>
                <td className={table.right}>
                  <Money value={line.unitAmount} />
                </td>
                <td className={table.right}>
                  <Money value={line.amount} />
                </td>
              </tr>
            ))}
            {taxes.length > 0 && <SumRow label={t.net} value={net} />}
            {taxes.map((tax) => (
              <SumRow
                key={tax.name}
                label={t.tax(tax.name, tax.percent, moneyText(tax.base), tax.isInclusive)}
                value={tax.amount}
              />
            ))}
            <tr className={table.foot}>
              <td colSpan={3}>{t.total}</td>
              <td className={table.right}>
                <Money value={total} />
              </td>
            </tr>
          </tbody>
        </table>
      </ScrollX>
      {note && (
        <p className={classes.panelText}>
          {t.note}: {note}
        </p>
      )}
    </Panel>
  )
}

function SumRow({ label, value }: { label: string; value: InvoiceDetail['net'] }) {
  return (
    <tr>
      <td colSpan={3} className={table.sub}>
        {label}
      </td>
      <td className={table.right}>
        <Money value={value} />
      </td>
    </tr>
  )
}

function detailsOf({ clients }: InvoiceDetail, line: InvoiceDetail['lines'][number]): string {
  const client = clients.length > 1 && clients.find(({ id }) => id === line.clientId)
  return [
    line.discount.amount > 0 && t.discountOf(line.discountPercent, moneyText(line.discount)),
    line.servedOn && t.servedOn(dateText(line.servedOn)),
    client && t.forClient(client.name),
  ]
    .filter(Boolean)
    .join(' · ')
}

export function Summary({ invoice }: { invoice: InvoiceDetail }) {
  const { deposit, allocated, credited, writtenOff } = invoice
  const some = (label: string, value: InvoiceDetail['total']) =>
    value.amount > 0 ? [{ label, value: moneyText(value) }] : []
  return (
    <Panel>
      <div className={classes.figureLabel}>{t.amountDue}</div>
      <Money value={invoice.due} className={classes.figureMain} />
      <Facts
        facts={[
          { label: t.issued, value: dateText(invoice.issuedOn) },
          { label: t.due, value: dateText(invoice.dueOn) },
          ...(deposit
            ? [
                {
                  label: t.deposit,
                  value:
                    deposit.due.amount > 0
                      ? t.depositText(moneyText(deposit.due), dateText(deposit.dueOn))
                      : t.depositPaid,
                },
              ]
            : []),
          { label: t.total, value: moneyText(invoice.total) },
          ...some(t.credited, credited),
          ...some(t.writtenOff, writtenOff),
          { label: t.paid, value: moneyText(allocated) },
          { label: t.account, value: invoice.accountName },
        ]}
      />
    </Panel>
  )
}

/** Who did what, in order. */
export function History({ invoice }: { invoice: InvoiceDetail }) {
  const { timeZone } = useOrganization()
  return (
    <Panel title={t.history}>
      <ol className={own.history}>
        {invoice.history.map(({ at, by, verb, detail }) => (
          <li key={`${at} ${verb}`}>
            {t.verbs[verb] ?? verb}
            {said(detail)}
            <small>
              {instantText(at, timeZone)}, {by}
            </small>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function said(detail: Record<string, unknown>): string {
  const { creditNote, amount, currency, to, what } = detail
  const parts = [
    typeof creditNote === 'string' && creditNote,
    typeof amount === 'number' && typeof currency === 'string' && moneyText({ amount, currency }),
    typeof what === 'string' && typeof to === 'string' && t.mailedTo(what, to),
  ].filter(Boolean)
  return parts.length > 0 ? `: ${parts.join(', ')}` : ''
}
