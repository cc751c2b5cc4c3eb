import { Checkbox, NativeSelect } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { AttentionItem, AttentionList } from '../../../api/contract.ts'
import { attention as t } from '../../../messages/en/attention.ts'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { useDebounced } from '../../../ui/useDebounced.ts'
import type { AttentionSearch } from '../../attention-search.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { useAddress } from '../../use-address.ts'
import classes from './Attention.module.css'

export const NARROWED_BY = [
  'kind',
  'search',
  'payment',
  'days',
  'amountFrom',
  'amountTo',
  'mine',
] as const

const TYPING_PAUSE_MS = 400

/** What narrows the list, in its address. */
export function AttentionFilters({ counts }: Pick<AttentionList, 'counts'>) {
  const [search, change] = useAddress<AttentionSearch>()
  const countOf = (kind: string) => counts.find((one) => one.kind === kind)?.count ?? 0
  const kinds = Object.keys(t.kinds) as AttentionItem['kind'][]
  return (
    <fieldset className={classes.fields} aria-label={t.filters}>
      <NativeSelect
        label={t.kind}
        value={search.kind ?? ''}
        data={[
          { value: '', label: t.everything },
          ...kinds.map((kind) => ({ value: kind, label: t.ofKind(t.kinds[kind], countOf(kind)) })),
        ]}
        onChange={(event) => change({ kind: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label={t.state}
        value={search.state ?? 'open'}
        data={Object.entries(t.states).map(([value, label]) => ({ value, label }))}
        onChange={({ currentTarget: { value } }) =>
          change({ state: value === 'open' ? undefined : value })
        }
      />
      <NativeSelect
        label={t.age}
        value={search.days ?? ''}
        data={Object.entries(t.ages)
          .map(([value, label]) => ({ value, label }))
          .sort((a, b) => Number(a.value) - Number(b.value))}
        onChange={(event) => change({ days: event.currentTarget.value || undefined })}
      />
      <TypedAmount name="amountFrom" />
      <TypedAmount name="amountTo" />
      <Checkbox
        className={classes.mine}
        label={t.mine}
        checked={search.mine === 'true'}
        onChange={(event) => change({ mine: event.currentTarget.checked ? 'true' : undefined })}
      />
    </fieldset>
  )
}

/** It reaches the address once the typing rests. */
function TypedAmount({ name }: { name: 'amountFrom' | 'amountTo' }) {
  const { currency } = useOrganization()
  const [search, change] = useAddress<AttentionSearch>()
  const inAddress = search[name] ?? ''
  const [typed, setTyped] = useState(inAddress)
  const settled = useDebounced(typed, TYPING_PAUSE_MS)

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed is news.
  useEffect(() => {
    const wanted = settled.trim()
    if (wanted !== inAddress) change({ [name]: wanted || undefined }, true)
  }, [settled])
  useEffect(() => setTyped(inAddress), [inAddress])

  return <MoneyField label={t[name]} text={typed} onText={setTyped} currency={currency} />
}
