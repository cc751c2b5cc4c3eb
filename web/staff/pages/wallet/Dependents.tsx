import { useQuery } from '@tanstack/react-query'
import type { Method } from '../../../api/contract.ts'
import { dependentsQuery } from '../../../api/queries.ts'
import { wallet as t } from '../../../messages/en/wallet.ts'
import { dateText } from '../../../ui/dates.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { useSlug } from '../../shell/organization.tsx'
import classes from './AddCard.module.css'

interface Props {
  method: Method
  /** Another card takes its place, so that what is planned moves. */
  isReplaced?: boolean
}

/** What hangs on a card, before it leaves the wallet. */
export function Dependents({ method, isReplaced = false }: Props) {
  const { data } = useQuery(dependentsQuery(useSlug(), method.id))
  if (!data) return <Skeletons rows={1} />
  const { authorization, scheduledPayments, openPayments } = data
  const since = authorization && dateText(authorization.since.slice(0, 10))
  const isFree = !since && scheduledPayments.length === 0 && openPayments.length === 0
  return (
    <section className={classes.hangs} aria-label={isReplaced ? t.moves : t.hangs}>
      <strong>{isReplaced ? t.moves : t.hangs}</strong>
      <ul>
        {isReplaced && <li>{t.movesName}</li>}
        {scheduledPayments.map(({ id, dueOn, amount }) => (
          <li key={id}>
            {t.planned(dateText(dueOn), moneyText(amount))}
            {!isReplaced && <>. {t.plannedStays}</>}
          </li>
        ))}
        {since && <li>{isReplaced ? t.consentAnew(since) : t.consentEnds(since)}</li>}
        {openPayments.map(({ id, amount }) => (
          <li key={id}>{t.open(moneyText(amount))}</li>
        ))}
        {!isReplaced && isFree && <li>{t.nothingHangs}</li>}
      </ul>
    </section>
  )
}
