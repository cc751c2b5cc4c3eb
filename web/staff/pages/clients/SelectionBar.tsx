import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { ClientTotals, ClientView } from '../../../api/contract.ts'
import { clients as t } from '../../../messages/en/clients.ts'
import { moneyText } from '../../../ui/Money.tsx'
import classes from './ClientList.module.css'
import type { Selection } from './selection.ts'

const ChargeMany = lazy(async () => ({
  default: (await import('../runs/ChargeMany.tsx')).ChargeMany,
}))

interface Props {
  selection: Selection
  totals: ClientTotals | undefined
  search: string | undefined
  view: ClientView | undefined
}

/** How many are ticked and what they owe, always in view; the way to charge them. */
export function SelectionBar({ selection, totals, search, view }: Props) {
  const [charges, setCharges] = useState(false)
  const { isAll, rows } = selection
  const count = isAll ? (totals?.count ?? 0) : rows.size
  if (count === 0) return null
  const ids = [...rows.keys()]
  return (
    <section className={classes.selection} aria-label={t.selection}>
      <strong role="status">
        {isAll && totals
          ? t.selectedOwing(count, moneyText(totals.totalOwed))
          : t.selectedOwing(count, owedBy(selection))}
      </strong>
      {isAll ? (
        <span>{t.allOfResult}</span>
      ) : (
        totals &&
        !totals.isMore &&
        totals.count > rows.size && (
          <Button size="compact-sm" variant="default" onClick={selection.selectAll}>
            {t.selectAll(totals.count)}
          </Button>
        )
      )}
      <Button size="compact-sm" variant="default" onClick={selection.clear}>
        {t.clearSelection}
      </Button>
      <Button size="compact-sm" onClick={() => setCharges(true)}>
        {t.chargeSelected}
      </Button>
      {charges && (
        <Suspense fallback={null}>
          <ChargeMany
            count={count}
            selection={
              isAll ? { view: view ?? 'all', ...(search && { search }) } : { clientIds: ids }
            }
            onClose={() => setCharges(false)}
          />
        </Suspense>
      )}
    </section>
  )
}

/** An account of two people owes once. */
function owedBy({ rows }: Selection): string {
  const accounts = new Map([...rows.values()].map((row) => [row.account.id, row.balance]))
  const balances = [...accounts.values()]
  const amount = balances.reduce((sum, balance) => sum + balance.amount, 0)
  return moneyText({ amount, currency: balances[0]?.currency ?? 'USD' })
}
