import { Radio } from '@mantine/core'
import type { Method } from '../../../api/contract.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { expiryText } from '../../../ui/dates.ts'
import { bankNote } from '../wallet/bank-note.ts'
import classes from './Payments.module.css'
import type { PaymentFormState } from './use-payment-form.ts'
import { type Way, whyNotWay } from './ways.ts'

/** Every saved card, also those that cannot be charged, with the reason; a new card; the rest. */
export function MethodChoice({ form }: { form: PaymentFormState }) {
  const { ways, way, may, problem } = form
  const cards = ways.filter(({ kind }) => kind !== 'tender')
  const tenders = ways.filter(({ kind }) => kind === 'tender')
  const hasNoCard = ways.every(({ kind }) => kind !== 'saved')
  const draw = (one: Way) => {
    const reason = whyNotWay(one, may, form.dueOn !== null)
    return (
      <Radio
        key={one.id}
        value={one.id}
        disabled={reason !== null}
        classNames={{ root: classes.choice, body: classes.choiceBody, label: classes.choiceLabel }}
        label={<Name way={one} />}
        description={reason ?? describe(one, hasNoCard)}
      />
    )
  }
  return (
    <Radio.Group
      value={way.id}
      onChange={form.setWayId}
      error={problem?.code === 'card_expired' ? undefined : form.at('method')}
      aria-label={t.payWith}
    >
      <div className={classes.choices}>{cards.map(draw)}</div>
      <div className={classes.tenders}>{tenders.map(draw)}</div>
    </Radio.Group>
  )
}

function Name({ way }: { way: Way }) {
  if (way.kind === 'new') return t.newCard
  if (way.kind === 'tender') return way.tender.name
  const { name, nickname } = way.method
  return (
    <>
      {nickname ?? name}
      {nickname && <span className={classes.hint}> {name}</span>}
    </>
  )
}

function describe(way: Way, hasNoCard: boolean): string | undefined {
  if (way.kind === 'new') return hasNoCard ? t.newCardText : undefined
  return way.kind === 'saved' ? expiry(way.method) : undefined
}

function expiry(method: Method): string {
  if (method.bank) return bankNote(method.bank)
  const date = expiryText(method)
  return method.expired ? `${t.expired(date)}. ${t.expiredText}` : t.expires(date)
}
