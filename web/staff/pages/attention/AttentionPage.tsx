import { IconCircleCheck, IconMoodSmile } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { parseAmount } from '../../../../src/kit/money.ts'
import type { AttentionItem } from '../../../api/contract.ts'
import { attentionCountQuery, attentionQuery, paramsOf } from '../../../api/queries.ts'
import { attention as t } from '../../../messages/en/attention.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Page } from '../../../ui/Page.tsx'
import { Pager } from '../../../ui/Pager.tsx'
import { useRowKeys } from '../../../ui/useRowKeys.ts'
import type { AttentionSearch } from '../../attention-search.ts'
import { ExportCsv } from '../../ExportCsv.tsx'
import { ListBody, refusalOf } from '../../ListBody.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { SearchField } from '../../SearchField.tsx'
import { useOrganization } from '../../shell/organization.tsx'
import { KEYS } from '../../shell/shortcuts.ts'
import { useAddress } from '../../use-address.ts'
import classes from './Attention.module.css'
import { AttentionFilters, NARROWED_BY } from './AttentionFilters.tsx'
import { Entry } from './Entry.tsx'
import { pathOf } from './path-of.ts'

/** A further try is seen through without a hand on the page. */
const LOOK_EVERY_MS = 5_000

/** What needs a person, with its cause, the words to say and what can be done in place. */
export function AttentionPage() {
  const { slug, currency } = useOrganization()
  const [search, change] = useAddress<AttentionSearch>()
  const { data: count } = useQuery(attentionCountQuery(slug))
  const filter = {
    state: search.state,
    kind: search.kind,
    search: search.search,
    paymentId: search.payment,
    days: search.days,
    amountFrom: minorUnits(search.amountFrom, currency),
    amountTo: minorUnits(search.amountTo, currency),
    mine: search.mine,
  }
  const asked = useQuery({
    ...attentionQuery(slug, filter, search.cursors?.at(-1)),
    refetchInterval: LOOK_EVERY_MS,
  })
  const isNarrowed = NARROWED_BY.some((name) => search[name]) || search.state !== undefined
  return (
    <Page
      title={t.title}
      subtitle={count && count.open > 0 ? t.subtitle(count.open) : t.quiet}
      actions={
        <ExportCsv needs="payments.export" href={paths.attentionExport(slug, paramsOf(filter))} />
      }
    >
      <div className={classes.bar}>
        <SearchField
          label={t.search}
          placeholder={t.searchPlaceholder}
          className={classes.search}
          value={search.search ?? ''}
          paths={[paths.attention(slug)]}
          refusal={refusalOf(asked.error)}
          onSearch={(wanted) => change({ search: wanted }, true)}
        />
      </div>
      <AttentionFilters counts={asked.data?.counts ?? []} />
      <ListBody
        asked={asked}
        icon={<IconCircleCheck size={22} aria-hidden />}
        failed={t.failed}
        nothing={<Nothing isNarrowed={isNarrowed} />}
        foot={
          <Pager
            cursors={search.cursors}
            next={asked.data?.nextCursor ?? null}
            onGo={(cursors) => change({ cursors })}
          />
        }
      >
        {(rows, isCurrent) => <Entries rows={rows} isCurrent={isCurrent} />}
      </ListBody>
    </Page>
  )
}

function Entries({ rows, isCurrent }: { rows: AttentionItem[]; isCurrent: boolean }) {
  const { slug } = useOrganization()
  const navigate = useNavigate()
  const { active, bodyRef } = useRowKeys<AttentionItem, HTMLUListElement>({
    rows,
    isCurrent,
    keys: KEYS,
    onOpen: (item) => {
      const to = pathOf(slug, item)
      if (to) void navigate({ to: to as never })
    },
  })
  return (
    <ul ref={bodyRef} className={classes.list} aria-label={t.title}>
      {rows.map((item, index) => (
        <Entry key={item.id} item={item} isActive={index === active} />
      ))}
    </ul>
  )
}

function Nothing({ isNarrowed }: { isNarrowed: boolean }) {
  const { slug } = useOrganization()
  if (!isNarrowed) {
    return (
      <EmptyState icon={<IconMoodSmile size={22} aria-hidden />} title={t.noneTitle}>
        {t.noneText}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<IconCircleCheck size={22} aria-hidden />}
      title={t.nothingTitle}
      actions={
        <LinkButton to={paths.attention(slug)} variant="default">
          {t.clear}
        </LinkButton>
      }
    >
      {t.nothingText}
    </EmptyState>
  )
}

function minorUnits(typed: string | undefined, currency: string): string | undefined {
  if (!typed) return undefined
  const parsed = parseAmount(typed, currency)
  return parsed.ok ? String(parsed.amount) : undefined
}
