import { NativeSelect, TextInput } from '@mantine/core'
import { useId } from 'react'
import { billingAddress as t } from '../messages/en/billing-address.ts'
import classes from './AddressFields.module.css'
import type { Address } from './billing-address.ts'
import { countries } from './countries.ts'

interface Props {
  address: Address
  onAddress: (address: Address) => void
  /** The method whose address it begins as. */
  knownFrom: string | null
  /** How the fields are called in the request. */
  prefix: string
  problemAt: (field: string) => string | undefined
  disabled?: boolean | undefined
}

const AUTO = {
  line1: 'billing address-line1',
  line2: 'billing address-line2',
  city: 'billing address-level2',
  state: 'billing address-level1',
  postalCode: 'billing postal-code',
} as const

/** Where the statements of a method go. */
export function AddressFields(props: Props) {
  const { address, onAddress, knownFrom, prefix, problemAt, disabled } = props
  const id = useId()
  const field = (part: keyof typeof AUTO) => (
    <TextInput
      label={t[part]}
      name={`${prefix}.${part}`}
      autoComplete={AUTO[part]}
      disabled={disabled}
      value={address[part]}
      error={problemAt(`${prefix}.${part}`)}
      onChange={(event) => onAddress({ ...address, [part]: event.currentTarget.value })}
    />
  )
  return (
    <fieldset className={classes.address} aria-describedby={id}>
      <legend>{t.title}</legend>
      <p id={id} className={classes.hint}>
        {knownFrom ? t.sameAs(knownFrom) : t.hint}
      </p>
      {field('line1')}
      {field('line2')}
      <div className={classes.pair}>
        {field('postalCode')}
        {field('city')}
      </div>
      <div className={classes.pair}>
        {field('state')}
        <NativeSelect
          label={t.country}
          name={`${prefix}.country`}
          autoComplete="billing country"
          disabled={disabled}
          value={address.country}
          error={problemAt(`${prefix}.country`)}
          data={[{ value: '', label: '' }, ...countries()]}
          onChange={(event) => onAddress({ ...address, country: event.currentTarget.value })}
        />
      </div>
    </fieldset>
  )
}
