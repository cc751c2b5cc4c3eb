import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { PortalOverview } from '../../api/contract.ts'
import { portal as t } from '../../messages/en/portal.ts'
import { dateText, instantText } from '../../ui/dates.ts'
import { FailedState } from '../../ui/FailedState.tsx'
import { Money, moneyText } from '../../ui/Money.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import { leftToPay } from '../left-to-pay.ts'
import classes from '../Portal.module.css'
import { overviewQuery, portalPath } from '../queries.ts'
import { Waiting } from '../Waiting.tsx'

/** What is owed and how to pay it, then what was paid. */
export function Overview({ accountId }: { accountId: string }) {
  useTabTitle(t.home)
  const { data, error, refetch } = useQuery(overviewQuery(accountId))
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />
  return (
    <>
      <Due overview={data} />
      <OpenInvoices overview={data} />
      <Upcoming overview={data} />
      <History overview={data} />
      <Papers overview={data} />
    </>
  )
}

function Due({ overview }: { overview: PortalOverview }) {
  const { balance, credit, onItsWay, me, account } = overview
  const pay = `/portal/a/${account.id}/pay`
  const left = leftToPay(overview)
  const isDue = balance.amount > 0
  const isToPay = left.amount > 0
  return (
    <section className={classes.panel}>
      <div>
        <h1>{isDue ? t.due : t.nothingDue}</h1>
        {isDue ? (
          <div className={classes.sum}>
            <Money value={balance} />
          </div>
        ) : (
          <p className={classes.lead}>{t.nothingDueText}</p>
        )}
      </div>
      {onItsWay.amount > 0 && (
        <p className={classes.lead}>
          {t.onItsWay(moneyText(onItsWay))} {isDue && !isToPay && t.allOnItsWay}
        </p>
      )}
      {credit.amount > 0 && <p className={classes.lead}>{t.credit(moneyText(credit))}</p>}
      {me.mayPay ? (
        <div className={classes.row}>
          {isToPay && (
            <Button component={Link} href={pay} size="md" fullWidth>
              {t.payAll(moneyText(left))}
            </Button>
          )}
          <Button
            component={Link}
            href={`${pay}?other`}
            variant={isToPay ? 'subtle' : 'default'}
            size={isToPay ? 'compact-sm' : 'sm'}
          >
            {t.payOther}
          </Button>
        </div>
      ) : (
        <p className={classes.lead}>{t.mayNotPay}</p>
      )}
    </section>
  )
}

function OpenInvoices({ overview }: { overview: PortalOverview }) {
  const { openInvoices, me, account } = overview
  if (openInvoices.length === 0) return null
  return (
    <section className={classes.panel}>
      <h2>{t.open}</h2>
      <ul className={classes.list}>
        {openInvoices.map((invoice) => (
          <li key={invoice.id} className={classes.item}>
            <span className={classes.what}>
              <a
                className={classes.link}
                href={portalPath(`/accounts/${account.id}/invoices/${invoice.id}/pdf`)}
                target="_blank"
                rel="noreferrer"
                aria-label={t.seeInvoice(invoice.number)}
              >
                {t.invoice(invoice.number)}
              </a>
              {invoice.overdueDays ? (
                <span className={classes.overdue}>{t.overdue(dateText(invoice.dueOn))}</span>
              ) : (
                <span className={classes.quiet}>{t.dueOn(dateText(invoice.dueOn))}</span>
              )}
            </span>
            <span className={classes.end}>
              <Money value={invoice.due} />
              {invoice.isBeingPaid || invoice.onItsWay.amount >= invoice.due.amount ? (
                <span className={classes.quiet}>
                  {invoice.isBeingPaid ? t.isBeingPaid : t.isOnItsWay}
                </span>
              ) : (
                me.mayPay && (
                  <Button
                    component={Link}
                    href={`/portal/a/${account.id}/pay?invoice=${invoice.id}`}
                    variant="default"
                    size="compact-md"
                    aria-label={t.payInvoice(invoice.number)}
                  >
                    {t.pay}
                  </Button>
                )
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Upcoming({ overview: { upcoming } }: { overview: PortalOverview }) {
  if (upcoming.length === 0) return null
  return (
    <section className={classes.panel}>
      <h2>{t.upcoming}</h2>
      <ul className={classes.list}>
        {upcoming.map(({ id, amount, dueOn, description, methodName }) => (
          <li key={id} className={classes.item}>
            <span className={classes.what}>
              <span>{t.takenOn(dateText(dueOn), methodName)}</span>
              <span className={classes.quiet}>{description}</span>
            </span>
            <Money value={amount} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function History({ overview }: { overview: PortalOverview }) {
  const { payments, account, organization } = overview
  return (
    <section className={classes.panel}>
      <h2>{t.history}</h2>
      {payments.length === 0 && <p className={classes.lead}>{t.noPayments}</p>}
      <ul className={classes.list}>
        {payments.map((payment) => (
          <li key={payment.id} className={classes.item}>
            <span className={classes.what}>
              <Link
                className={classes.link}
                href={`/portal/a/${account.id}/payments/${payment.id}`}
              >
                {instantText(payment.createdAt, organization.timeZone)}
              </Link>
              <span className={classes.quiet}>
                {[stateText(payment), payment.paidWith].join(' · ')}
              </span>
            </span>
            <span className={classes.end}>
              <Money value={payment.amount} />
              {payment.receipt && (
                <a
                  className={classes.link}
                  href={portalPath(`/accounts/${account.id}/receipts/${payment.receipt.id}/pdf`)}
                  target="_blank"
                  rel="noreferrer"
                >
                  {t.receipt(payment.receipt.number)}
                </a>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Papers({ overview: { account, paidInvoices } }: { overview: PortalOverview }) {
  return (
    <section className={classes.panel}>
      <h2>{t.papers}</h2>
      <a
        className={classes.link}
        href={portalPath(`/accounts/${account.id}/statement/pdf`)}
        target="_blank"
        rel="noreferrer"
      >
        {t.statement}
      </a>
      {paidInvoices.length > 0 && (
        <details>
          <summary>{t.paidInvoices}</summary>
          <ul className={classes.list}>
            {paidInvoices.map(({ id, number, total }) => (
              <li key={id} className={classes.item}>
                <a
                  className={classes.link}
                  href={portalPath(`/accounts/${account.id}/invoices/${id}/pdf`)}
                  target="_blank"
                  rel="noreferrer"
                >
                  {t.invoice(number)}
                </a>
                <Money value={total} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function stateText({ state }: PortalOverview['payments'][number]): string {
  switch (state) {
    case 'succeeded':
      return t.states.paid
    case 'failed':
    case 'canceled':
      return t.states.failed
    case 'requires_action':
      return t.states.approval
    case 'processing':
      return t.states.open
    default:
      return t.states.unknown
  }
}
