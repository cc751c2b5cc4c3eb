import type { Payment } from '../../../api/contract.ts'
import { common } from '../../../messages/en/common.ts'
import { paymentPage as t } from '../../../messages/en/payment-page.ts'
import { CopyText } from '../../../ui/CopyText.tsx'
import { dateText, instantText, preciseText } from '../../../ui/dates.ts'
import { Facts as FactList } from '../../../ui/Facts.tsx'
import { Money } from '../../../ui/Money.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import table from '../../../ui/table.module.css'
import { useOrganization } from '../../shell/organization.tsx'
import classes from '../billing/Billing.module.css'
import page from './PaymentPage.module.css'

/** Every change of state: when, by whom, through which door the news came. */
export function Story({ payment }: { payment: Payment }) {
  const { timeZone } = useOrganization()
  return (
    <Panel title={t.timeline}>
      <ol className={page.story}>
        {payment.timeline.map((step) => (
          <li key={`${step.at} ${step.to}`} className={page.step}>
            <span className={page.stepName}>{common.paymentStates[step.to]}</span>
            <time className={page.stepTime} dateTime={step.at}>
              {preciseText(step.at, timeZone)}
            </time>
            <span className={page.stepBy}>
              {[doorText(payment, step), step.by, step.reason && reasonText(step.reason)]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

/** Through which door the news came; cash is written down, and nobody is asked about it. */
function doorText({ tender }: Payment, { door, from }: Payment['timeline'][number]): string {
  if (tender !== 'card' && from === null) return t.recordedHere
  return t.byDoor[door] ?? door
}

function reasonText(reason: string): string {
  const [kind = '', code] = reason.split(':')
  return code === undefined ? (t.reasons[kind] ?? reason) : t.refused(code)
}

/** The entries under the figures; absent for who may not see the books. */
export function Books({ payment }: { payment: Payment }) {
  if (!payment.ledger) return null
  if (payment.ledger.length === 0) {
    return (
      <Panel title={t.books}>
        <p className={page.quiet}>{t.noBooks}</p>
      </Panel>
    )
  }
  return (
    <Panel title={t.books} flush>
      <ScrollX label={t.books}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t.event}</th>
              <th scope="col" className={classes.hidePhone}>
                {t.bookedOn}
              </th>
              <th scope="col">{t.debit}</th>
              <th scope="col">{t.credit}</th>
              <th scope="col" className={table.right}>
                {t.amount}
              </th>
            </tr>
          </thead>
          <tbody className={table.rows}>
            {payment.ledger.map((line, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines are only added, and two may be alike.
              <tr key={place}>
                <td>{t.ledgerEvents[line.event] ?? line.event}</td>
                <td className={`${classes.nowrap} ${classes.hidePhone}`}>
                  {dateText(line.effectiveOn)}
                </td>
                <td>{accountName(line.debit)}</td>
                <td>{accountName(line.credit)}</td>
                <td className={table.right}>
                  <Money value={line.amount} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Panel>
  )
}

function accountName(code: string): string {
  return t.ledgerAccounts[code] ?? code
}

/** The consent under which the card was charged, with the words that were agreed to. */
export function AuthorizationUsed({ payment }: { payment: Payment }) {
  const { timeZone } = useOrganization()
  const { authorization } = payment
  // Nobody agrees to a charge where money was handed over.
  if (payment.tender !== 'card') return null
  return (
    <Panel title={t.authorization}>
      {authorization ? (
        <>
          {t.agreed(authorization.givenBy, instantText(authorization.givenAt, timeZone))}
          <p className={page.wording}>
            {t.wording(authorization.version)}: “{authorization.wording}”
          </p>
        </>
      ) : (
        <p className={page.quiet}>{t.noAuthorization}</p>
      )}
    </Panel>
  )
}

/** The codes, for who wants to look them up; the words stand elsewhere. */
export function BankSaid({ payment }: { payment: Payment }) {
  const { decline } = payment
  if (!decline) return null
  const facts = [
    { label: t.bankCode, value: decline.code },
    { label: t.declineCode, value: decline.declineCode },
    { label: t.adviceCode, value: decline.adviceCode },
    { label: t.networkCode, value: decline.networkDeclineCode },
  ].filter((fact) => fact.value !== null)
  if (facts.length === 0) return null
  return (
    <Panel title={t.bank}>
      <FactList facts={facts} />
    </Panel>
  )
}

export function Support({ payment }: { payment: Payment }) {
  const ids = [
    { label: t.paymentId, id: payment.id },
    { label: t.intentId, id: payment.intentId },
  ]
  return (
    <Panel title={t.ids}>
      <FactList
        facts={ids.flatMap(({ label, id }) =>
          id
            ? {
                label,
                value: (
                  <span className={page.id}>
                    <code title={id}>{id}</code>
                    <CopyText value={id} label={id} />
                  </span>
                ),
              }
            : [],
        )}
      />
    </Panel>
  )
}
