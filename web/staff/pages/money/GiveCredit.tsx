import { IconCheck } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { AccountCredit } from '../../../api/contract.ts'
import { money as t } from '../../../messages/en/money.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { ResultHeading } from '../../../ui/ResultHeading.tsx'
import { GuardedLink } from '../../guarded.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
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

/** Credit out of goodwill, with its reason. */
export function GiveCredit() {
  const [given, setGiven] = useState<AccountCredit | null>(null)
  return (
    <MoneyDrawer title={t.giveTitle} needs="credits.give">
      {(shown) =>
        given ? <Given credit={given} {...shown} /> : <Form {...shown} onGiven={setGiven} />
      }
    </MoneyDrawer>
  )
}

function Form({ money, onGiven }: MoneyShown & { onGiven: (credit: AccountCredit) => void }) {
  const { currency, creditUse } = useOrganization()
  const changed = useMoneyChanged()
  const [typed, setTyped] = useState(NOTHING_TYPED)
  const form = useFormProblem(['amount', 'reason'])
  const once = useSendOnce<AccountCredit>('/credits')
  const shown = amountOf(typed, currency)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    const amount = readAmount(typed, currency, form)
    if (amount === null || once.progress) return
    try {
      const reason = typed.reason.trim()
      const credit = await once.send({ accountId: money.accountId, amount, currency, reason })
      await changed()
      onGiven(credit)
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
      <p className={classes.text}>{t.giveText}</p>
      <AmountAndReason
        typed={typed}
        currency={currency}
        reasonHint={t.giveReasonHint}
        form={form}
        onTyped={setTyped}
      />
      <FormFoot
        progress={once.progress}
        summary={creditUse === 'always' && money.owed.amount > 0 && t.alwaysOwn}
      >
        {shown === null ? t.give : t.giveAmount(moneyText({ amount: shown, currency }))}
      </FormFoot>
    </form>
  )
}

function Given({ credit, billing, money }: MoneyShown & { credit: AccountCredit }) {
  const slug = useSlug()
  const { id } = billing.client
  const mayUse = money.credit.amount > 0 && money.owed.amount > 0
  return (
    <div className={payments.result}>
      <ResultHeading state="given" tone="good" icon={<IconCheck size={22} aria-hidden />}>
        {t.given(moneyText(credit.amount))}
      </ResultHeading>
      <p className={payments.resultText}>{t.now(moneyText(money.credit), moneyText(money.owed))}</p>
      <div className={payments.buttons}>
        <LinkButton to={paths.billing(slug, id)}>{t.done}</LinkButton>
        {mayUse && (
          <GuardedLink
            needs="payments.reconcile"
            to={paths.reconcileAccount(slug, id)}
            variant="default"
          >
            {t.use}
          </GuardedLink>
        )}
        <LinkButton to={paths.credit(slug, id)} variant="subtle">
          {t.seeCredit}
        </LinkButton>
      </div>
    </div>
  )
}
