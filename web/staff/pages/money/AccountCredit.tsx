import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { MoneyInHand, Transfer } from '../../../api/contract.ts'
import { money as t } from '../../../messages/en/money.ts'
import { dateText } from '../../../ui/dates.ts'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { GuardedLink } from '../../guarded.tsx'
import { paths } from '../../paths.ts'
import { useSlug } from '../../shell/organization.tsx'
import billingClasses from '../billing/Billing.module.css'
import payments from '../payments/Payments.module.css'
import classes from './Money.module.css'
import { MoneyDrawer, type MoneyShown } from './MoneyDrawer.tsx'
import { sourceLabel } from './source-name.ts'
import { TakeOff } from './TakeOff.tsx'
import { Withdraw } from './Withdraw.tsx'

/** Where the money of an account lies: in hand, on invoices, given, moved; by whom and why. */
export function AccountCredit() {
  return <MoneyDrawer title={t.creditTitle}>{(shown) => <Everything {...shown} />}</MoneyDrawer>
}

function Everything({ billing, money }: MoneyShown) {
  const slug = useSlug()
  const { id } = billing.client
  return (
    <div className={classes.form}>
      <div>
        <div className={classes.figure}>{t.total(moneyText(money.credit))}</div>
        <div className={payments.hint}>{t.owed(moneyText(money.owed))}</div>
      </div>
      <div className={payments.buttons}>
        <GuardedLink needs="payments.reconcile" to={paths.reconcileAccount(slug, id)}>
          {t.use}
        </GuardedLink>
        <GuardedLink needs="credits.give" to={paths.giveCredit(slug, id)} variant="default">
          {t.give}
        </GuardedLink>
        <GuardedLink needs="credits.give" to={paths.transferCredit(slug, id)} variant="default">
          {t.transfer}
        </GuardedLink>
      </div>
      <InHand money={money} />
      <OnInvoices money={money} />
      <Given money={money} />
      <Transfers money={money} />
    </div>
  )
}

function InHand({ money }: { money: MoneyInHand }) {
  const slug = useSlug()
  return (
    <Part title={t.inHand} none={money.inHand.length === 0 && t.nothingInHandText}>
      {money.inHand.map((held) => (
        <li key={held.sourceId} className={classes.row}>
          <div className={classes.rowText}>
            {held.source === 'payment' ? (
              <Link
                to={paths.payment(slug, held.sourceId) as never}
                className={billingClasses.number}
              >
                {held.label}
              </Link>
            ) : (
              <span>{sourceLabel(held)}</span>
            )}
            <span className={classes.rowNote}>{dateText(held.on)}</span>
          </div>
          <span className={classes.rowAmount}>
            {held.left.amount === held.amount.amount
              ? moneyText(held.left)
              : t.leftOf(moneyText(held.left), moneyText(held.amount))}
          </span>
        </li>
      ))}
    </Part>
  )
}

function OnInvoices({ money }: { money: MoneyInHand }) {
  const slug = useSlug()
  return (
    <Part title={t.onInvoices} none={money.allocations.length === 0 && t.onInvoicesNone}>
      {money.allocations.map((allocation) => (
        <li key={`${allocation.sourceId} ${allocation.invoiceId}`} className={classes.row}>
          <div className={classes.rowText}>
            <Link
              to={paths.invoice(slug, allocation.invoiceId) as never}
              className={billingClasses.number}
            >
              {allocation.invoiceNumber}
            </Link>
            <span className={classes.rowNote}>{t.fromSource(sourceLabel(allocation))}</span>
          </div>
          <Money value={allocation.amount} className={classes.rowAmount} />
          <TakeOff accountId={money.accountId} allocation={allocation} />
        </li>
      ))}
    </Part>
  )
}

function Given({ money }: { money: MoneyInHand }) {
  const given = money.credits.filter(({ kind }) => kind === 'goodwill')
  return (
    <Part title={t.credits} none={given.length === 0 && t.creditsNone}>
      {given.map((credit) => (
        <li key={credit.id} className={classes.row}>
          <div className={classes.rowText}>
            <span>{credit.reason}</span>
            <span className={classes.rowNote}>
              {[
                t.byOn(credit.by, dateText(credit.effectiveOn)),
                credit.withdrawn.amount > 0 && t.withdrawn(moneyText(credit.withdrawn)),
                credit.left.amount > 0 && t.left(moneyText(credit.left)),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </div>
          <Money value={credit.amount} className={classes.rowAmount} />
          {credit.left.amount > 0 && <Withdraw credit={credit} />}
        </li>
      ))}
    </Part>
  )
}

function Transfers({ money }: { money: MoneyInHand }) {
  return (
    <Part title={t.transfers} none={money.transfers.length === 0 && t.transfersNone}>
      {money.transfers.map((transfer) => (
        <li key={transfer.id} className={classes.row}>
          <div className={classes.rowText}>
            <span>{directionOf(transfer, money.accountId)}</span>
            <span className={classes.rowNote}>
              {[transfer.reason, t.byOn(transfer.by, dateText(transfer.effectiveOn))].join(' · ')}
            </span>
          </div>
          <Money value={transfer.amount} className={classes.rowAmount} />
        </li>
      ))}
    </Part>
  )
}

function directionOf({ from, to }: Transfer, accountId: string): string {
  return from.accountId === accountId ? t.toAccount(to.name) : t.fromAccount(from.name)
}

interface PartProps {
  title: string
  /** The sentence for an empty part. */
  none: string | false
  children: ReactNode
}

function Part({ title, none, children }: PartProps) {
  return (
    <section>
      <h3 className={classes.heading}>{title}</h3>
      {none ? (
        <p className={payments.hint}>{none}</p>
      ) : (
        <ul className={classes.rows}>{children}</ul>
      )}
    </section>
  )
}
