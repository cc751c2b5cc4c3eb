import { useQueryClient } from '@tanstack/react-query'
import type { AttentionItem } from '../../../api/contract.ts'
import { attention as t } from '../../../messages/en/attention.ts'
import { common } from '../../../messages/en/common.ts'
import { secondsSince, useNow } from '../../../ui/clock.ts'
import { instantText } from '../../../ui/dates.ts'
import { Money } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './Attention.module.css'
import { EntryActions } from './EntryActions.tsx'

/** One entry: what it is, whether money was taken, why, what to say, what to do. */
export function Entry({ item, isActive }: { item: AttentionItem; isActive: boolean }) {
  const { slug, timeZone } = useOrganization()
  const queryClient = useQueryClient()
  const { amount, assignedTo, client, dueBy, state } = item
  const facts = [
    t.since(instantText(item.openedAt, timeZone)),
    assignedTo && t.givenTo(assignedTo.name),
  ].filter(Boolean)
  return (
    <li className={classes.entry} data-active={isActive || undefined}>
      <div className={classes.head}>
        <h2 className={classes.name}>
          {t.kinds[item.kind]}
          {client && (
            <>
              {' · '}
              <TextLink to={paths.billing(slug, client.id)}>{client.name}</TextLink>
            </>
          )}
        </h2>
        {amount && <Money value={amount} className={table.strong} />}
      </div>
      <p className={classes.text}>
        <b>{item.money}</b> {item.cause}
      </p>
      {item.say !== null && state === 'open' && (
        <p className={classes.say}>
          <span className={table.sub}>{t.say(client?.name ?? null)}: </span>“{item.say}”
        </p>
      )}
      {dueBy !== null && state === 'open' && <DueBy at={dueBy} />}
      <div className={table.sub}>{facts.join(' · ')}</div>
      {state !== 'open' && <Ending item={item} />}
      {item.running && state === 'open' && <Running running={item.running} />}
      <EntryActions
        item={item}
        onChanged={() => queryClient.invalidateQueries({ queryKey: ['o', slug] })}
      />
    </li>
  )
}

function DueBy({ at }: { at: string }) {
  const { timeZone } = useOrganization()
  const now = useNow(60_000)
  const when = instantText(at, timeZone)
  const isOver = Date.parse(at) < now.getTime()
  return <Notice tone={isOver ? 'bad' : 'warn'}>{isOver ? t.overdue(when) : t.dueBy(when)}</Notice>
}

/** The clock of a further try, with the way to it. */
function Running({ running }: { running: NonNullable<AttentionItem['running']> }) {
  const { slug } = useOrganization()
  const now = useNow()
  return (
    <Notice tone="wait" role="status">
      {t.running(common.secondsAgo(secondsSince(running.since, now)))}{' '}
      <TextLink to={paths.payment(slug, running.paymentId)}>{t.see}</TextLink>
    </Notice>
  )
}

function Ending({ item }: { item: AttentionItem }) {
  const { timeZone } = useOrganization()
  const when = item.closedAt ? instantText(item.closedAt, timeZone) : ''
  return (
    <div>
      {item.state === 'dismissed'
        ? t.dismissedBy(item.closedBy ?? '', when, item.reason ?? '')
        : t.solvedAt(when)}
    </div>
  )
}
