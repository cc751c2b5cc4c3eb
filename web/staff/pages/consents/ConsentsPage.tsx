import { NativeSelect, TextInput } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { consentsQuery } from '../../../api/consent-queries.ts'
import type { ConsentRow } from '../../../api/contract.ts'
import { consents as t } from '../../../messages/en/consents.ts'
import { Heads } from '../../../ui/cells.tsx'
import { instantText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Pager } from '../../../ui/Pager.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import table from '../../../ui/table.module.css'
import type { ConsentSearch } from '../../consent-search.ts'
import { ExportCsv } from '../../ExportCsv.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import { ConsentBadge } from './ConsentBadge.tsx'
import classes from './Consents.module.css'
import { limitsText } from './words.ts'

/** Every permission to charge a saved method, of all clients or of one account. */
export function ConsentsPage() {
  const slug = useSlug()
  const search = useSearch({ strict: false }) as ConsentSearch
  const navigate = useNavigate()
  const { cursors, ...filter } = search
  const { data, error, refetch } = useQuery(
    consentsQuery(slug, { ...filter, cursor: cursors?.at(-1) }),
  )
  const [typed, setTyped] = useState(search.search ?? '')
  const go = (changes: Partial<ConsentSearch>) =>
    void navigate({
      to: paths.consents(slug) as never,
      search: { ...search, cursors: undefined, ...changes } as never,
      replace: true,
    })
  const account = search.accountId ? data?.data[0]?.account.name : undefined
  const query = new URLSearchParams(
    Object.entries(filter).filter((entry): entry is [string, string] => Boolean(entry[1])),
  )
  return (
    <Page
      title={account ? t.titleOf(account) : t.title}
      subtitle={t.subtitle}
      actions={
        <>
          {search.accountId && <TextLink to={paths.consents(slug)}>{t.all}</TextLink>}
          <ExportCsv needs="wallet.export" href={paths.consentsExport(slug, String(query))} />
        </>
      }
    >
      <form
        className={classes.filters}
        onSubmit={(event) => {
          event.preventDefault()
          go({ search: typed.trim() || undefined })
        }}
      >
        {!search.accountId && (
          <TextInput
            type="search"
            label={t.search}
            placeholder={t.searchHint}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <NativeSelect
          label={t.state}
          value={search.state ?? ''}
          data={optionsOf(t.states, t.anyState)}
          onChange={(event) => go({ state: event.currentTarget.value || undefined })}
        />
        <NativeSelect
          label={t.channel}
          value={search.channel ?? ''}
          data={optionsOf(t.channels, t.anyChannel)}
          onChange={(event) => go({ channel: event.currentTarget.value || undefined })}
        />
      </form>
      {error && !data ? (
        <FailedState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Skeletons />
      ) : (
        <Rows rows={data.data} />
      )}
      {data && (
        <Pager cursors={cursors} next={data.nextCursor} onGo={(to) => go({ cursors: to })} />
      )}
    </Page>
  )
}

function optionsOf(labels: Record<string, string>, any: string) {
  return [
    { value: '', label: any },
    ...Object.entries(labels).map(([value, label]) => ({ value, label })),
  ]
}

function Rows({ rows }: { rows: ConsentRow[] }) {
  const { slug, timeZone } = useOrganization()
  if (rows.length === 0) {
    return (
      <Panel flush>
        <EmptyState icon={<IconShieldCheck size={22} aria-hidden />} title={t.none}>
          {t.noneText}
        </EmptyState>
      </Panel>
    )
  }
  return (
    <Panel flush>
      <ScrollX label={t.title}>
        <table className={table.table}>
          <Heads left={[t.account, t.method, t.given, t.limits, t.state]} />
          <tbody className={table.rows}>
            {rows.map((one) => (
              <tr key={one.id}>
                <td>
                  <TextLink to={paths.consent(slug, one.id)}>{one.account.name}</TextLink>
                  <div className={table.sub}>{t.purposes[one.purpose]}</div>
                </td>
                <td>{one.method ?? t.hidden}</td>
                <td>
                  {instantText(one.givenAt, timeZone)}
                  <div className={table.sub}>{one.given}</div>
                </td>
                <td>{limitsText(one.limits)}</td>
                <td>
                  <ConsentBadge state={one.state} />
                  {one.ended && (
                    <div className={table.sub}>
                      {instantText(one.ended.at, timeZone)} {t.by(one.ended.by)}
                    </div>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Panel>
  )
}
