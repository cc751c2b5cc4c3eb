import type { ReactNode } from 'react'
import type { Billing, WireMoney } from '../../../api/contract.ts'
import { billing as t } from '../../../messages/en/billing.ts'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import classes from './Billing.module.css'

/** What is owed, what is held, what is on its way. */
export function Balance({ billing }: { billing: Billing }) {
  const { balance, credit, reserved, lifetimeValue, account } = billing
  const slug = useSlug()
  const entries = paths.entries(slug, account.id)
  return (
    <Panel>
      <div className={classes.figures}>
        <Figure
          label={t.owed}
          opens={{ to: entries, search: { figure: 'owed' } }}
          value={balance}
          isMain
          note={<Overdue billing={billing} />}
        />
        <Figure
          label={t.credit}
          opens={{ to: entries, search: { figure: 'credit' } }}
          value={credit}
          note={<Credit billing={billing} />}
        />
        {reserved.amount > 0 && (
          <Figure label={t.reserved} value={reserved} note={t.reservedText} />
        )}
        {lifetimeValue.amount > 0 && (
          <Figure
            label={t.lifetimeValue}
            value={lifetimeValue}
            opens={{ to: paths.history(slug, account.id) }}
            note={t.lifetimeText}
          />
        )}
      </div>
    </Panel>
  )
}

interface FigureProps {
  label: string
  value: WireMoney
  note: ReactNode
  isMain?: boolean
  /** The page with the lines it is made of. */
  opens?: { to: string; search?: Record<string, unknown> }
}

function Figure({ label, value, note, isMain = false, opens }: FigureProps) {
  const amount = (
    <Money value={value} className={isMain ? classes.figureMain : classes.figureAmount} />
  )
  return (
    <div className={classes.figure}>
      <div className={classes.figureLabel}>{label}</div>
      {opens ? (
        <TextLink to={opens.to} search={opens.search} c="inherit" underline="hover">
          {amount}
        </TextLink>
      ) : (
        amount
      )}
      <div className={classes.figureNote}>{note}</div>
    </div>
  )
}

/** What can be done about the credit stands under it. */
function Credit({ billing: { client, credit, balance } }: { billing: Billing }) {
  const { slug, me } = useOrganization()
  const mayUse =
    credit.amount > 0 && balance.amount > 0 && me.permissions.includes('payments.reconcile')
  return (
    <>
      {credit.amount > 0 ? t.creditText : t.creditNone}
      {' · '}
      <TextLink inherit to={(mayUse ? paths.reconcileAccount : paths.credit)(slug, client.id)}>
        {mayUse ? t.creditUse : t.creditSee}
      </TextLink>
    </>
  )
}

function Overdue({ billing }: { billing: Billing }) {
  const late = billing.openInvoices.filter((invoice) => invoice.overdueDays > 0)
  if (billing.balance.amount === 0) return t.nothingOwed
  if (late.length === 0) return t.allOnTime
  const amount = late.reduce((sum, invoice) => sum + invoice.due.amount, 0)
  const oldest = Math.max(...late.map((invoice) => invoice.overdueDays))
  return (
    <span className={classes.late}>
      {t.overdue(moneyText({ amount, currency: billing.balance.currency }), oldest)}
    </span>
  )
}
