import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Method, Payment } from '../../../api/contract.ts'
import { billingQuery } from '../../../api/queries.ts'
import { common } from '../../../messages/en/common.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { useNow } from '../../../ui/clock.ts'
import { momentText } from '../../../ui/dates.ts'
import { moneyText } from '../../../ui/Money.tsx'
import type { NewPaymentSearch } from '../../client-routes.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import { offerFor } from '../links/offer-for.ts'
import { SendLink } from '../links/SendLink.tsx'
import { keyToSendAtOnce } from './one-click.ts'
import classes from './Payments.module.css'
import { BankCodes, Words } from './Words.tsx'
import { NEW_CARD } from './ways.ts'

interface Props {
  payment: Payment
  clientId: string
}

type Action = NonNullable<Payment['decline']>['actions'][number]

/** Cause, words to say, and only what may be done; the rest is grey and says why. */
export function Declined({ payment, clientId }: Props) {
  const slug = useSlug()
  const others = useOtherCards(payment, clientId)
  const actions = new Map(payment.decline?.actions.map((one) => [one.action, one]))
  const form = paths.newPayment(slug, clientId)
  const again = searchOf(payment)
  const retry = actions.get('retry')
  return (
    <>
      <Words payment={payment} />
      <BankCodes payment={payment} />
      <div className={classes.buttons}>
        {others.map((method, n) => (
          <OtherCard key={method.id} {...{ payment, clientId, method, isFirst: n === 0 }} />
        ))}
        <LinkButton
          to={form}
          search={{ ...again, method: NEW_CARD }}
          variant={others.length === 0 ? 'filled' : 'default'}
        >
          {actions.has('typeAgain') ? t.typeAgain : t.anotherCard}
        </LinkButton>
        {actions.get('smallerAmount')?.allowed && (
          <LinkButton to={form} search={{ ...again }} variant="default">
            {t.smallerAmount}
          </LinkButton>
        )}
        {retry && <Retry action={retry} to={form} search={again} />}
        <SendLink accountId={payment.accountId} clientId={clientId} offer={offerFor(payment)} />
        <LinkButton to={paths.billing(slug, clientId)} variant="default">
          {common.close}
        </LinkButton>
      </div>
    </>
  )
}

/** The saved cards that may be charged now, without the one that was declined. */
function useOtherCards(payment: Payment, clientId: string): Method[] {
  const { data: billing } = useQuery(billingQuery(useSlug(), clientId))
  if (!billing || billing.client.archived) return []
  const isDeclined = (method: Method) =>
    payment.methodId === null ? method.name === payment.card?.name : method.id === payment.methodId
  return billing.methods.filter(
    (method) => !method.unusable && !method.expired && !isDeclined(method),
  )
}

interface OtherCardProps extends Props {
  method: Method
  isFirst: boolean
}

/** Charges another saved card in one click: the form opens filled in and sends itself. */
function OtherCard({ payment, clientId, method, isFirst }: OtherCardProps) {
  const slug = useSlug()
  const navigate = useNavigate()

  function charge(): void {
    const search = { ...searchOf(payment), method: method.id, key: keyToSendAtOnce() }
    void navigate({ to: paths.newPayment(slug, clientId) as never, search: search as never })
  }

  return (
    <Button variant={isFirst ? 'filled' : 'default'} onClick={charge}>
      {t.chargeTo(moneyText(payment.amount), method.name)}
    </Button>
  )
}

/** What the next attempt keeps of this one; its details are read from it. */
function searchOf(payment: Payment): NewPaymentSearch {
  return {
    retryOf: payment.id,
    invoices: payment.targets.flatMap(({ invoiceId }) => invoiceId ?? []),
    method: payment.methodId ?? NEW_CARD,
  }
}

interface RetryProps {
  action: Action
  to: string
  search: NewPaymentSearch
}

/** Trying the same card again, from its time on; before, the button says from when and why. */
function Retry({ action, to, search }: RetryProps) {
  const { timeZone } = useOrganization()
  const now = useNow(action.from ? 1_000 : 0)
  const isEarly = action.from !== null && Date.parse(action.from) > now.getTime()
  const reason =
    action.reason ?? (isEarly ? t.retryFrom(momentText(action.from ?? '', timeZone)) : null)
  if (reason !== null) return <BlockedButton reason={reason}>{t.retry}</BlockedButton>
  return (
    <LinkButton to={to} search={{ ...search }} variant="default">
      {t.retry}
    </LinkButton>
  )
}
