import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { PaymentTotals } from '../../../api/contract.ts'
import { common } from '../../../messages/en/common.ts'
import { paymentList as t } from '../../../messages/en/payment-list.ts'
import { cardDataIn } from '../../../ui/card-data.ts'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { useDebounced } from '../../../ui/useDebounced.ts'
import type { PaymentListSearch } from '../../payment-list-search.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { useAddress } from '../../use-address.ts'
import { FILTERS } from './filter.ts'
import classes from './PaymentList.module.css'

const TYPING_PAUSE_MS = 400

/** What narrows the list; days are those on which a payment counts, in the business's zone. */
export function PaymentFilters({ staff }: { staff: PaymentTotals['staff'] }) {
  const { tenders } = useOrganization()
  const [search, change] = useAddress<PaymentListSearch>()
  const count = FILTERS.filter((name) => search[name]).length
  const [isOpen, setOpen] = useState(count > 0)
  const states = Object.entries(common.paymentStates).map(([value, label]) => ({ value, label }))
  const anyOf = (options: { value: string; label: string }[]) => [
    { value: '', label: t.any },
    ...options,
  ]

  return (
    <div className={classes.filters}>
      <Button
        variant="subtle"
        size="compact-sm"
        aria-expanded={isOpen}
        leftSection={<IconFilter size={15} aria-hidden />}
        onClick={() => setOpen(!isOpen)}
      >
        {count > 0 ? t.filtersOn(count) : t.filters}
      </Button>
      {count > 0 && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => change(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}
        >
          {t.clearFilters}
        </Button>
      )}
      {isOpen && (
        <div className={classes.fields}>
          {(['from', 'to'] as const).map((name) => (
            <TextInput
              key={name}
              type="date"
              label={t[name]}
              value={search[name] ?? ''}
              onChange={(event) => change({ [name]: event.currentTarget.value || undefined }, true)}
            />
          ))}
          <NativeSelect
            label={t.tenderFilter}
            value={search.tenderId ?? ''}
            data={anyOf(tenders.map(({ id, name }) => ({ value: id, label: name })))}
            onChange={(event) => change({ tenderId: event.currentTarget.value || undefined })}
          />
          <NativeSelect
            label={t.state}
            value={search.state ?? ''}
            data={anyOf(states)}
            onChange={(event) => change({ state: event.currentTarget.value || undefined })}
          />
          <NativeSelect
            label={t.staff}
            value={search.staffId ?? ''}
            data={anyOf(staff.map(({ id, name }) => ({ value: id, label: name })))}
            onChange={(event) => change({ staffId: event.currentTarget.value || undefined })}
          />
          <TypedFilter name="amountFrom" />
          <TypedFilter name="amountTo" />
          <TypedFilter name="reference" />
        </div>
      )}
    </div>
  )
}

/** A filter that is typed: it reaches the address once the typing rests. */
function TypedFilter({ name }: { name: 'amountFrom' | 'amountTo' | 'reference' }) {
  const { currency } = useOrganization()
  const [search, change] = useAddress<PaymentListSearch>()
  const inAddress = search[name] ?? ''
  const [typed, setTyped] = useState(inAddress)
  const settled = useDebounced(typed, TYPING_PAUSE_MS)
  const withheld = cardDataIn(typed)

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed is news.
  useEffect(() => {
    const wanted = settled.trim()
    if (wanted !== inAddress && !cardDataIn(wanted)) change({ [name]: wanted || undefined }, true)
  }, [settled])
  useEffect(() => setTyped(inAddress), [inAddress])

  return name === 'reference' ? (
    <TextInput
      label={t.reference}
      autoComplete="off"
      value={typed}
      error={withheld}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  ) : (
    <MoneyField label={t[name]} text={typed} onText={setTyped} currency={currency} />
  )
}
