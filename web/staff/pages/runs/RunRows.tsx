import { Button, NativeSelect } from '@mantine/core'
import { IconListCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import type { Run, RunItem, RunOutcome } from '../../../api/contract.ts'
import { runItemsQuery } from '../../../api/run-queries.ts'
import { runs as t } from '../../../messages/en/runs.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Money } from '../../../ui/Money.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useSlug } from '../../shell/organization.tsx'
import classes from './Runs.module.css'

interface Props {
  run: Run
  /** What may be done with a row. */
  actions?: (item: RunItem) => ReactNode
}

/** The rows of a run, page by page; all of them, or those of one outcome. */
export function RunRows({ run, actions }: Props) {
  const slug = useSlug()
  const [outcome, setOutcome] = useState<RunOutcome>()
  const [cursors, setCursors] = useState<string[]>([])
  const { data, refetch } = useQuery(runItemsQuery(slug, run.id, outcome, cursors.at(-1)))
  // What became of its rows moved: so did the rows shown.
  const moved = JSON.stringify([run.version, run.state, run.outcomes])
  useEffect(() => {
    if (moved) void refetch()
  }, [moved, refetch])
  const kinds = (Object.keys(run.outcomes) as RunOutcome[]).filter(
    (kind) => run.outcomes[kind].count > 0 || kind === outcome,
  )
  const next = data?.nextCursor
  return (
    <Panel title={run.state === 'draft' ? t.reviewed : t.results} flush>
      <div className={classes.filter}>
        <NativeSelect
          label={t.show}
          value={outcome ?? ''}
          onChange={(event) => {
            setOutcome((event.currentTarget.value || undefined) as RunOutcome | undefined)
            setCursors([])
          }}
          data={[
            { value: '', label: t.all },
            ...kinds.map((kind) => ({
              value: kind,
              label: `${t.outcomes[kind]} (${run.outcomes[kind].count})`,
            })),
          ]}
        />
      </div>
      {data ? <Rows items={data.data} actions={actions} /> : <Skeletons />}
      {(next || cursors.length > 0) && (
        <div className={classes.filter}>
          <Button
            variant="default"
            disabled={cursors.length === 0}
            onClick={() => setCursors(cursors.slice(0, -1))}
          >
            {t.before}
          </Button>
          <Button
            variant="default"
            disabled={!next}
            onClick={() => next && setCursors([...cursors, next])}
          >
            {t.next}
          </Button>
        </div>
      )}
    </Panel>
  )
}

function Rows({ items, actions }: { items: RunItem[]; actions: Props['actions'] }) {
  const slug = useSlug()
  if (items.length === 0) {
    return <EmptyState icon={<IconListCheck size={22} aria-hidden />} title={t.noRows} />
  }
  return (
    <ScrollX label={t.results}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t.client}</th>
            <th scope="col" className={classes.wide}>
              {t.chargedTo}
            </th>
            <th scope="col" className={table.right}>
              {t.amountColumn}
            </th>
            <th scope="col">{t.result}</th>
          </tr>
        </thead>
        <tbody className={table.rows}>
          {items.map((item) => (
            <tr key={item.position}>
              <td>
                {item.client ? (
                  <TextLink to={paths.billing(slug, item.client.id)}>{item.client.name}</TextLink>
                ) : (
                  item.account.name
                )}
              </td>
              <td className={classes.wide}>{item.method}</td>
              <td className={table.right}>
                <Money value={item.amount} />
              </td>
              <td>
                {item.paymentId ? (
                  <TextLink to={paths.payment(slug, item.paymentId)}>{item.sentence}</TextLink>
                ) : (
                  item.sentence
                )}
                {item.next && <div className={table.sub}>{item.next}</div>}
                {actions && <div className={classes.action}>{actions(item)}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}
