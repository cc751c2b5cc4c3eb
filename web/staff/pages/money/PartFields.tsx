import { ActionIcon, Button, NativeSelect } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { MoneyInHand, OwedInvoice } from '../../../api/contract.ts'
import { money as t } from '../../../messages/en/money.ts'
import { dateText } from '../../../ui/dates.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import classes from './Money.module.css'
import { nextPart, type Reckoned, type TypedPart } from './plan-parts.ts'
import { sourceLabel, sourceName } from './source-name.ts'

/** The payments and credits that can be used, each with what stays of it. */
export function HeldList({ money, rest }: { money: MoneyInHand; rest: Map<string, number> }) {
  const { currency } = money.credit
  return (
    <section aria-labelledby="money-in-hand">
      <h3 id="money-in-hand" className={classes.heading}>
        {t.inHand}
      </h3>
      <ul className={classes.cards}>
        {money.inHand.map((held) => {
          const stays = Math.max(0, rest.get(held.sourceId) ?? 0)
          return (
            <li key={held.sourceId} className={classes.card} data-quiet={stays === 0 || undefined}>
              <div className={classes.cardHead}>
                <strong>{sourceLabel(held)}</strong>
                <span>{moneyText(held.left)}</span>
              </div>
              <div className={classes.cardNote}>
                <span>{dateText(held.on)}</span>
                <span>
                  {stays === 0 ? t.usedUp : t.stays(moneyText({ amount: stays, currency }))}
                </span>
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

interface Props {
  money: MoneyInHand
  parts: TypedPart[]
  reckoned: Reckoned
  onParts: (parts: TypedPart[]) => void
}

/** The invoices that are owed, each with the money that is to pay it. */
export function InvoiceParts(props: Props) {
  return (
    <section aria-labelledby="open-invoices">
      <h3 id="open-invoices" className={classes.heading}>
        {t.openInvoices}
      </h3>
      <ul className={classes.cards}>
        {props.money.openInvoices.map((invoice) => (
          <InvoiceCard key={invoice.id} invoice={invoice} {...props} />
        ))}
      </ul>
    </section>
  )
}

function InvoiceCard({
  invoice,
  money,
  parts,
  reckoned,
  onParts,
}: Props & { invoice: OwedInvoice }) {
  const { currency } = money.credit
  const owes = reckoned.due.get(invoice.id) ?? 0
  const next = nextPart(money, parts, invoice.id)
  return (
    <li className={classes.card}>
      <div className={classes.cardHead}>
        <strong>{invoice.number}</strong>
        <span>{t.due(moneyText(invoice.due), dateText(invoice.dueOn))}</span>
      </div>
      {invoice.reserved.amount > 0 && (
        <div className={classes.cardNote}>{t.reserved(moneyText(invoice.reserved))}</div>
      )}
      {parts.map((part, n) =>
        part.invoiceId === invoice.id ? (
          <PartRow
            key={part.sourceId}
            part={part}
            invoice={invoice}
            money={money}
            problem={reckoned.problems[n]}
            taken={parts
              .filter((other) => other !== part && other.invoiceId === invoice.id)
              .map(({ sourceId }) => sourceId)}
            onPart={(changed) =>
              onParts(
                changed
                  ? parts.map((other) => (other === part ? changed : other))
                  : parts.filter((other) => other !== part),
              )
            }
          />
        ) : null,
      )}
      <div className={classes.cardNote}>
        <span>
          {owes > 0 ? t.willOwe(moneyText({ amount: owes, currency })) : owes === 0 && t.willBePaid}
        </span>
        {next && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            aria-label={t.addPartTo(invoice.number)}
            onClick={() => onParts([...parts, next])}
          >
            {t.addPart}
          </Button>
        )}
      </div>
    </li>
  )
}

interface RowProps {
  part: TypedPart
  invoice: OwedInvoice
  money: MoneyInHand
  problem: string | undefined
  /** What this invoice takes from already. */
  taken: string[]
  onPart: (part: TypedPart | null) => void
}

function PartRow({ part, invoice, money, problem, taken, onPart }: RowProps) {
  const name = sourceName(money.inHand.find(({ sourceId }) => sourceId === part.sourceId))
  const choices = money.inHand.filter(({ sourceId }) => !taken.includes(sourceId))
  return (
    <div className={classes.part}>
      {choices.length > 1 ? (
        <NativeSelect
          aria-label={t.moneyFor(invoice.number)}
          value={part.sourceId}
          data={choices.map((held) => ({ value: held.sourceId, label: sourceName(held) }))}
          onChange={(event) => onPart({ ...part, sourceId: event.currentTarget.value })}
        />
      ) : (
        <span className={classes.partName}>{name}</span>
      )}
      <MoneyField
        aria-label={t.amountFor(name, invoice.number)}
        className={classes.partAmount}
        text={part.text}
        currency={money.credit.currency}
        minimum={1n}
        problem={problem}
        onText={(text) => onPart({ ...part, text })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={t.removePart(name, invoice.number)}
        onClick={() => onPart(null)}
      >
        <IconX size={16} />
      </ActionIcon>
    </div>
  )
}
