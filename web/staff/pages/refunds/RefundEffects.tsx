import { List, Text } from '@mantine/core'
import type { RefundPreview } from '../../../api/contract.ts'
import { refunds as t } from '../../../messages/en/refunds.ts'
import { dateText } from '../../../ui/dates.ts'
import { moneyText } from '../../../ui/Money.tsx'

/** Everything that a refund changes, before it is done. */
export function RefundEffects({ preview }: { preview: RefundPreview }) {
  const { account, credit, fee, fromCredit, invoices, leftToRefund, mail, refundableUntil } =
    preview
  const owes = moneyText(account.owedBefore) !== moneyText(account.owedAfter)
  const lines = [
    ...invoices.map(({ number, dueAfter }) =>
      credit ? t.staysSettled(number) : t.comesOff(number, moneyText(dueAfter)),
    ),
    credit && t.creditGiven(moneyText(credit)),
    fromCredit.amount > 0 && t.fromCredit(moneyText(fromCredit)),
    owes && t.owed(moneyText(account.owedBefore), moneyText(account.owedAfter)),
    account.creditBefore.amount !== account.creditAfter.amount &&
      t.credit(moneyText(account.creditBefore), moneyText(account.creditAfter)),
    leftToRefund.amount > 0 && t.leftAfter(moneyText(leftToRefund)),
    fee?.sentence,
    preview.client,
    mail ? t.mailGoes(mail) : t.noMail,
    refundableUntil &&
      (refundableUntil.passed ? t.wasRefundableUntil : t.refundableUntil)(
        dateText(refundableUntil.date),
      ),
  ].filter((line): line is string => typeof line === 'string')
  return (
    <section aria-label={t.whatHappens}>
      <Text size="sm" fw={600} mb={4}>
        {t.whatHappens}
      </Text>
      <List size="sm" spacing={2}>
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </section>
  )
}
