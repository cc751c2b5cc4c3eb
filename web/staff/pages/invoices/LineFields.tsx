import { ActionIcon, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { IconAdjustments, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { InvoicePreview, TaxRate } from '../../../api/contract.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'
import { dateText } from '../../../ui/dates.ts'
import { Money } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import classes from './Invoices.module.css'
import type { LineTyped } from './invoice-typed.ts'

interface Props {
  line: LineTyped
  n: number
  currency: string
  /** What the server makes of it; undefined while it is asked. */
  reckoned: InvoicePreview['lines'][number] | undefined
  rates: TaxRate[]
  clients: { id: string; name: string }[]
  problemAt: (field: string) => string | undefined
  isOnly: boolean
  onChange: (part: Partial<LineTyped>) => void
  onRemove: () => void
}

/** One line of an invoice: what, how many, for how much; the rest is folded away under it. */
export function LineFields(props: Props) {
  const { line, n, currency, reckoned, problemAt, isOnly, onChange, onRemove } = props
  const discountProblem = problemAt(`lines.${n}.discount`)
  const [wasOpened, setOpened] = useState(false)
  const isOpen = wasOpened || discountProblem !== undefined
  return (
    <div className={classes.lineBox}>
      <div className={classes.line}>
        <TextInput
          label={n === 0 ? t.line : undefined}
          aria-label={t.lineLabel(t.line, n + 1)}
          name={`lines.${n}.description`}
          data-autofocus={n === 0 || undefined}
          autoComplete="off"
          className={classes.description}
          value={line.description}
          error={problemAt(`lines.${n}.description`)}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
        />
        <TextInput
          label={n === 0 ? t.quantity : undefined}
          aria-label={t.lineLabel(t.quantity, n + 1)}
          name={`lines.${n}.quantity`}
          inputMode="decimal"
          autoComplete="off"
          value={line.quantity}
          error={problemAt(`lines.${n}.quantity`)}
          onChange={(event) => onChange({ quantity: event.currentTarget.value })}
        />
        <MoneyField
          label={n === 0 ? t.price : undefined}
          aria-label={t.lineLabel(t.price, n + 1)}
          name={`lines.${n}.unitAmount`}
          text={line.price}
          currency={currency}
          minimum={0n}
          maximum={99_999_999_999n}
          problem={problemAt(`lines.${n}.unitAmount`)}
          onText={(price) => onChange({ price })}
        />
        <ActionIcon
          variant={isOpen ? 'light' : 'subtle'}
          color="gray"
          size={38}
          aria-expanded={isOpen}
          aria-label={t.moreOfLine(n + 1)}
          onClick={() => setOpened(!isOpen)}
        >
          <IconAdjustments size={18} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={38}
          disabled={isOnly}
          aria-label={t.removeLine(n + 1)}
          onClick={onRemove}
        >
          <IconTrash size={18} />
        </ActionIcon>
      </div>
      {isOpen && <MoreFields {...props} problem={discountProblem} />}
      <div className={classes.lineSays}>
        <span>{isOpen ? '' : inWords(props)}</span>
        {reckoned && reckoned.amount.amount > 0 && <Money value={reckoned.amount} />}
      </div>
    </div>
  )
}

function MoreFields({ line, n, rates, clients, onChange, problem }: Props & { problem?: string }) {
  const tick = (id: string) =>
    onChange({
      taxRateIds: line.taxRateIds.includes(id)
        ? line.taxRateIds.filter((one) => one !== id)
        : [...line.taxRateIds, id],
    })
  return (
    <div className={classes.lineMore}>
      <TextInput
        label={t.discount}
        aria-label={t.lineLabel(t.discount, n + 1)}
        name={`lines.${n}.discount`}
        placeholder={t.discountHint}
        autoComplete="off"
        value={line.discount}
        error={problem}
        onChange={(event) => onChange({ discount: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t.date}
        aria-label={t.lineLabel(t.date, n + 1)}
        value={line.servedOn}
        onChange={(event) => onChange({ servedOn: event.currentTarget.value })}
      />
      <NativeSelect
        label={t.client}
        aria-label={t.lineLabel(t.client, n + 1)}
        value={line.clientId}
        data={[
          { value: '', label: t.wholeAccount },
          ...clients.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => onChange({ clientId: event.currentTarget.value })}
      />
      {rates.length > 0 && (
        <fieldset className={classes.taxes}>
          <legend>{t.taxes}</legend>
          {rates.map((rate) => (
            <Checkbox
              key={rate.id}
              label={`${rate.name} ${rate.percent} %`}
              checked={line.taxRateIds.includes(rate.id)}
              onChange={() => tick(rate.id)}
            />
          ))}
        </fieldset>
      )}
    </div>
  )
}

/** What is folded away, so that a tax is never there unseen. */
function inWords({ line, rates, clients }: Props): string {
  const client = clients.length > 1 && clients.find(({ id }) => id === line.clientId)
  return [
    ...rates
      .filter(({ id }) => line.taxRateIds.includes(id))
      .map(({ name, percent }) => `${name} ${percent} %`),
    line.discount && t.discountOf(null, line.discount),
    line.servedOn && t.servedOn(dateText(line.servedOn)),
    client && t.forClient(client.name),
  ]
    .filter(Boolean)
    .join(' · ')
}
