import { IconArrowLeft, IconCheck, IconCircleDashed, IconCircleHalf2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { InvoiceDetail } from '../../../api/contract.ts'
import { invoiceQuery } from '../../../api/queries.ts'
import { common } from '../../../messages/en/common.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { secondsSince, useNow } from '../../../ui/clock.ts'
import { dateText, instantText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Facts } from '../../../ui/Facts.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { StateBadge } from '../../../ui/StateBadge.tsx'
import table from '../../../ui/table.module.css'
import { LinkButton, TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug, whyNotPay } from '../../shell/organization.tsx'
import classes from '../billing/Billing.module.css'

/** One invoice: its lines, what paid it, what is still due. */
export function InvoicePage() {
  const organization = useOrganization()
  const { slug } = organization
  const { invoiceId } = useParams({ strict: false }) as { invoiceId: string }
  const { data: invoice, error, refetch } = useQuery(invoiceQuery(slug, invoiceId))
  if (error && !invoice) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!invoice) return <Skeletons />
  const { client } = invoice
  const isOpen = client && invoice.due.amount > 0 && !invoice.heldBy
  const noPayment = whyNotPay(organization)
  return (
    <Page
      title={t.title(invoice.number)}
      back={
        client && (
          <TextLink to={paths.billing(slug, client.id)} underline="hover">
            <IconArrowLeft size={14} aria-hidden className={classes.backIcon} /> {client.name}
          </TextLink>
        )
      }
      subtitle={<InvoiceState invoice={invoice} />}
      actions={
        isOpen &&
        (noPayment ? (
          <BlockedButton reason={noPayment} variant="filled">
            {t.pay}
          </BlockedButton>
        ) : (
          <LinkButton to={paths.newPayment(slug, client.id)} search={{ invoices: [invoice.id] }}>
            {t.pay}
          </LinkButton>
        ))
      }
    >
      <div className={classes.columns}>
        <div className={classes.main}>
          {invoice.heldBy && <Held heldBy={invoice.heldBy} />}
          <Lines invoice={invoice} />
          <Payments invoice={invoice} />
        </div>
        <Summary invoice={invoice} />
      </div>
    </Page>
  )
}

const LOOKS = {
  open: { tone: 'quiet', icon: <IconCircleDashed aria-hidden /> },
  partlyPaid: { tone: 'wait', icon: <IconCircleHalf2 aria-hidden /> },
  paid: { tone: 'good', icon: <IconCheck aria-hidden /> },
  credited: { tone: 'quiet', icon: <IconCheck aria-hidden /> },
  writtenOff: { tone: 'bad', icon: <IconCircleDashed aria-hidden /> },
  void: { tone: 'quiet', icon: <IconCircleDashed aria-hidden /> },
} as const

function InvoiceState({ invoice }: { invoice: InvoiceDetail }) {
  const { tone, icon } = LOOKS[invoice.state]
  return (
    <>
      <StateBadge tone={tone} icon={icon}>
        {t.states[invoice.state]}
      </StateBadge>{' '}
      {invoice.overdueDays > 0 && (
        <span className={classes.late}>{t.late(invoice.overdueDays)}</span>
      )}
    </>
  )
}

function Held({ heldBy }: { heldBy: NonNullable<InvoiceDetail['heldBy']> }) {
  const slug = useSlug()
  const now = useNow()
  const ago = common.secondsAgo(secondsSince(heldBy.since, now))
  return (
    <Notice tone="wait" role="status">
      <TextLink to={paths.payment(slug, heldBy.paymentId)}>
        {t.heldBy(heldBy.by, moneyText(heldBy.amount), ago)}
      </TextLink>
    </Notice>
  )
}

function Lines({ invoice }: { invoice: InvoiceDetail }) {
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
            {invoice.lines.map((line, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines never change their place.
              <tr key={position}>
                <td>{line.description}</td>
                <td className={table.right}>{line.quantity}</td>
                <td className={table.right}>
                  <Money value={line.unitAmount} />
                </td>
                <td className={table.right}>
                  <Money value={line.amount} />
                </td>
              </tr>
            ))}
            <tr className={table.foot}>
              <td colSpan={3}>{t.total}</td>
              <td className={table.right}>
                <Money value={invoice.total} />
              </td>
            </tr>
          </tbody>
        </table>
      </ScrollX>
    </Panel>
  )
}

function Payments({ invoice }: { invoice: InvoiceDetail }) {
  const { slug, timeZone } = useOrganization()
  return (
    <Panel title={t.payments} flush>
      {invoice.allocations.length === 0 ? (
        <EmptyState title={t.noPayments} />
      ) : (
        <table className={table.table}>
          <tbody className={table.rows}>
            {invoice.allocations.map((payment) => (
              <tr key={payment.id}>
                <td className={classes.nowrap}>
                  <Link
                    to={paths.payment(slug, payment.paymentId ?? '') as never}
                    className={classes.number}
                  >
                    {instantText(payment.at, timeZone)}
                  </Link>
                </td>
                <td>
                  {payment.method}
                  {payment.receiptNumber && (
                    <div className={`${table.sub} ${classes.nowrap}`}>
                      {t.receipt(payment.receiptNumber)}
                    </div>
                  )}
                </td>
                <td className={table.right}>
                  <Money value={payment.amount} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

function Summary({ invoice }: { invoice: InvoiceDetail }) {
  return (
    <Panel>
      <div className={classes.figureLabel}>{t.amountDue}</div>
      <Money value={invoice.due} className={classes.figureMain} />
      <Facts
        facts={[
          { label: t.issued, value: dateText(invoice.issuedOn) },
          { label: t.due, value: dateText(invoice.dueOn) },
          { label: t.total, value: moneyText(invoice.total) },
          { label: t.paid, value: moneyText(invoice.allocated) },
          { label: t.account, value: invoice.accountName },
        ]}
      />
    </Panel>
  )
}
