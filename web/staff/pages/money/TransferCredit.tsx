import { Button, TextInput, UnstyledButton } from '@mantine/core'
import { IconCheck, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Client, Transfer } from '../../../api/contract.ts'
import { moneyQuery } from '../../../api/queries.ts'
import { money as t } from '../../../messages/en/money.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { ResultHeading } from '../../../ui/ResultHeading.tsx'
import table from '../../../ui/table.module.css'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import { useClientSearch } from '../../use-client-search.ts'
import payments from '../payments/Payments.module.css'
import {
  AmountAndReason,
  amountOf,
  FormFoot,
  NOTHING_TYPED,
  readAmount,
} from './AmountAndReason.tsx'
import classes from './Money.module.css'
import { MoneyDrawer, type MoneyShown } from './MoneyDrawer.tsx'
import { useMoneyChanged } from './use-money-changed.ts'
import { useSendOnce } from './use-send-once.ts'

/** Credit of this account becomes another's; both sides are shown before and after. */
export function TransferCredit() {
  const [moved, setMoved] = useState<Transfer | null>(null)
  return (
    <MoneyDrawer title={t.transferTitle} needs="credits.give">
      {(shown) =>
        moved ? (
          <Moved transfer={moved} {...shown} />
        ) : shown.money.credit.amount === 0 ? (
          <EmptyState title={t.noneToTransfer} />
        ) : (
          <Form {...shown} onMoved={setMoved} />
        )
      }
    </MoneyDrawer>
  )
}

function Form({ money, onMoved }: MoneyShown & { onMoved: (transfer: Transfer) => void }) {
  const { currency } = useOrganization()
  const changed = useMoneyChanged()
  const [to, setTo] = useState<Client | null>(null)
  const [typed, setTyped] = useState(NOTHING_TYPED)
  const form = useFormProblem(['to', 'amount', 'reason'])
  const once = useSendOnce<Transfer>('/transfers')
  const shown = amountOf(typed, currency)
  const most = money.credit.amount

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!to) return form.refuse('to', t.noTo)
    const amount = readAmount(typed, currency, form, (wanted) =>
      wanted > most ? t.most(moneyText(money.credit)) : null,
    )
    if (amount === null || once.progress) return
    try {
      const transfer = await once.send({
        fromAccountId: money.accountId,
        toAccountId: to.account.id,
        amount,
        currency,
        reason: typed.reason.trim(),
      })
      await changed()
      onMoved(transfer)
    } catch (error) {
      form.report(error)
    }
  }

  return (
    <form
      ref={form.formRef}
      className={classes.form}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      {form.summary}
      {to ? (
        <div className={classes.chosen}>
          <div>
            <strong>{to.account.name}</strong>
            {to.account.name !== to.name && <span className={table.sub}> {to.name}</span>}
          </div>
          <Button variant="default" size="compact-sm" onClick={() => setTo(null)}>
            {t.another}
          </Button>
        </div>
      ) : (
        <Finder
          own={money.accountId}
          problem={form.at('to')}
          onFound={(client) => {
            setTo(client)
            form.clear()
          }}
        />
      )}
      <AmountAndReason
        typed={typed}
        currency={currency}
        reasonHint={t.transferReasonHint}
        form={form}
        isFirst={false}
        onTyped={setTyped}
      />
      {to && (
        <BothSides money={money} to={to} amount={shown !== null && shown <= most ? shown : 0} />
      )}
      <FormFoot progress={once.progress}>
        {to && shown !== null
          ? t.transferAmount(moneyText({ amount: shown, currency }), to.account.name)
          : t.transfer}
      </FormFoot>
    </form>
  )
}

interface FinderProps {
  /** The account that it comes from. */
  own: string
  problem: string | undefined
  onFound: (client: Client) => void
}

function Finder({ own, problem, onFound }: FinderProps) {
  const [typed, setTyped] = useState('')
  const { withheld, hits, isNobody } = useClientSearch(typed)
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => ref.current?.focus(), [])
  const others = hits.filter(({ account }) => account.id !== own)
  return (
    <div>
      <TextInput
        ref={ref}
        label={t.to}
        description={isNobody ? t.nobody : t.toHint}
        name="to"
        type="search"
        autoComplete="off"
        value={typed}
        error={withheld ?? problem}
        leftSection={<IconSearch size={16} aria-hidden />}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          if (others[0]) onFound(others[0])
        }}
      />
      {hits.length > 0 && (
        <ul className={classes.hits}>
          {hits.map((client) =>
            client.account.id === own ? (
              <li key={client.id} className={classes.hit}>
                <span className={table.sub}>
                  {client.name} {t.sameAccount}
                </span>
              </li>
            ) : (
              <li key={client.id}>
                <UnstyledButton className={classes.hit} onClick={() => onFound(client)}>
                  <span>
                    {client.name}
                    <span className={table.sub}>
                      {' '}
                      {client.account.name === client.name ? client.number : client.account.name}
                    </span>
                  </span>
                  <Money value={client.credit} muteZero />
                </UnstyledButton>
              </li>
            ),
          )}
        </ul>
      )}
    </div>
  )
}

/** What both accounts hold now and will hold. */
function BothSides({
  money,
  to,
  amount,
}: {
  money: MoneyShown['money']
  to: Client
  amount: number
}) {
  const { slug, currency, creditUse } = useOrganization()
  const { data: other } = useQuery(moneyQuery(slug, to.account.id))
  const sides = [
    { name: money.name, before: money.credit.amount, after: money.credit.amount - amount },
    ...(other
      ? [{ name: other.name, before: other.credit.amount, after: other.credit.amount + amount }]
      : []),
  ]
  return (
    <div>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t.account}</th>
            <th scope="col" className={table.right}>
              {t.before}
            </th>
            <th scope="col" className={table.right}>
              {t.after}
            </th>
          </tr>
        </thead>
        <tbody>
          {sides.map(({ name, before, after }, n) => (
            <tr key={n === 0 ? 'from' : 'to'}>
              <td>{name}</td>
              <td className={table.right}>
                <Money value={{ amount: before, currency }} />
              </td>
              <td className={table.right}>
                <Money value={{ amount: after, currency }} className={table.strong} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {creditUse === 'always' && other && other.owed.amount > 0 && (
        <p className={payments.hint}>{t.alwaysHint}</p>
      )}
    </div>
  )
}

function Moved({ transfer, billing, money }: MoneyShown & { transfer: Transfer }) {
  const slug = useSlug()
  const { id } = billing.client
  return (
    <div className={payments.result}>
      <ResultHeading state="moved" tone="good" icon={<IconCheck size={22} aria-hidden />}>
        {t.transferred(moneyText(transfer.amount), transfer.to.name)}
      </ResultHeading>
      <p className={payments.resultText}>{t.now(moneyText(money.credit), moneyText(money.owed))}</p>
      <div className={payments.buttons}>
        <LinkButton to={paths.billing(slug, id)}>{t.done}</LinkButton>
        <LinkButton to={paths.credit(slug, id)} variant="subtle">
          {t.seeCredit}
        </LinkButton>
      </div>
    </div>
  )
}
