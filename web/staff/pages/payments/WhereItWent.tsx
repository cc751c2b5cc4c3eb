import { VisuallyHidden } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Payment } from '../../../api/contract.ts'
import { paymentPage as t } from '../../../messages/en/payment-page.ts'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Panel } from '../../../ui/Page.tsx'
import table from '../../../ui/table.module.css'
import { GuardedLink } from '../../guarded.tsx'
import { paths } from '../../paths.ts'
import { useSlug } from '../../shell/organization.tsx'
import classes from '../billing/Billing.module.css'
import { TakeOff } from '../money/TakeOff.tsx'

/** What was paid; as long as it is not paid, what was meant. */
export function WhereItWent({ payment }: { payment: Payment }) {
  return payment.state === 'succeeded' ? (
    <Paid payment={payment} />
  ) : (
    <Meant targets={payment.targets} />
  )
}

function Paid({ payment }: { payment: Payment }) {
  const { allocations, credit, left, account } = payment
  const gone = { amount: credit.amount - left.amount, currency: credit.currency }
  return (
    <Panel title={t.whereItWent} flush>
      {left.amount > 0 && <LeftOver payment={payment} />}
      {(allocations.length > 0 || gone.amount > 0) && (
        <table className={table.table}>
          <Heads last={t.takeOff} />
          <tbody className={table.rows}>
            {allocations.map((allocation) => (
              <tr key={allocation.invoiceId}>
                <td>
                  <InvoiceLink id={allocation.invoiceId} number={allocation.number} />
                </td>
                <td className={table.right}>
                  <Money value={allocation.amount} />
                </td>
                <td className={table.right}>
                  <TakeOff
                    accountId={account.id}
                    allocation={{
                      ...allocation,
                      sourceId: payment.id,
                      invoiceNumber: allocation.number,
                    }}
                  />
                </td>
              </tr>
            ))}
            {gone.amount > 0 && (
              <tr>
                <td>{t.elsewhere}</td>
                <td className={table.right}>
                  <Money value={gone} />
                </td>
                <td />
              </tr>
            )}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

function LeftOver({ payment: { left, client } }: { payment: Payment }) {
  const slug = useSlug()
  return (
    <div className={classes.leftOver}>
      <Notice
        tone="quiet"
        title={t.left(moneyText(left))}
        actions={
          client && (
            <GuardedLink
              needs="payments.reconcile"
              size="compact-sm"
              to={paths.reconcileAccount(slug, client.id)}
            >
              {t.applyLeft}
            </GuardedLink>
          )
        }
      />
    </div>
  )
}

function Meant({ targets }: { targets: Payment['targets'] }) {
  return (
    <Panel title={t.meantFor} flush>
      <table className={table.table}>
        <Heads />
        <tbody className={table.rows}>
          {targets.map(({ invoiceId, number, amount }) => (
            <tr key={invoiceId ?? ''}>
              <td>
                {invoiceId ? <InvoiceLink id={invoiceId} number={number ?? ''} /> : t.onAccount}
              </td>
              <td className={table.right}>
                <Money value={amount} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function Heads({ last }: { last?: string }) {
  return (
    <thead>
      <tr>
        <th scope="col">{t.invoice}</th>
        <th scope="col" className={table.right}>
          {t.amount}
        </th>
        {last && (
          <th scope="col">
            <VisuallyHidden>{last}</VisuallyHidden>
          </th>
        )}
      </tr>
    </thead>
  )
}

function InvoiceLink({ id, number }: { id: string; number: string }) {
  return (
    <Link to={paths.invoice(useSlug(), id) as never} className={classes.number}>
      {number}
    </Link>
  )
}
