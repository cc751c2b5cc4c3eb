import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Receipt } from '../../../api/contract.ts'
import { receiptQuery } from '../../../api/queries.ts'
import { receipts as t } from '../../../messages/en/receipts.ts'
import { dateText } from '../../../ui/dates.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useSlug } from '../../shell/organization.tsx'
import { isUnderway } from '../settings/MailBadge.tsx'
import { EmailReceipt } from './EmailReceipt.tsx'
import { Mailings } from './Mailings.tsx'
import { PrintReceipt } from './PrintReceipt.tsx'
import classes from './Receipt.module.css'
import { ReceiptPdf } from './ReceiptPdf.tsx'

const LOOK_AGAIN_MS = 1_500

/** Proof of one payment, as it is printed. */
export function ReceiptPage() {
  const slug = useSlug()
  const { receiptId } = useParams({ strict: false }) as { receiptId: string }
  const {
    data: receipt,
    error,
    refetch,
  } = useQuery({
    ...receiptQuery(slug, receiptId),
    refetchInterval: ({ state }) =>
      state.data?.mailings.some((mail) => isUnderway(mail.state)) ? LOOK_AGAIN_MS : false,
  })
  if (error && !receipt) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!receipt) return <Skeletons />
  return (
    <Page
      narrow
      title={t.title(receipt.number)}
      back={
        <TextLink to={paths.payment(slug, receipt.paymentId)} underline="hover">
          <IconArrowLeft size={14} aria-hidden className={classes.backIcon} /> {t.toPayment}
        </TextLink>
      }
      actions={
        <>
          <PrintReceipt />
          <EmailReceipt receipt={receipt} />
          <ReceiptPdf receipt={receipt} />
        </>
      }
    >
      <Paper receipt={receipt} />
      {receipt.mailings.length > 0 && (
        <div className={classes.beside}>
          <Panel title={t.mailings}>
            <Mailings mailings={receipt.mailings} />
          </Panel>
        </div>
      )}
    </Page>
  )
}

function Paper({ receipt }: { receipt: Receipt }) {
  const { organization } = receipt
  return (
    <section className={classes.paper}>
      <div className={classes.head}>
        <Sender organization={organization} />
        <div className={classes.sum}>
          <span>{t.received}</span>
          <Money value={receipt.amount} className={classes.amount} />
        </div>
      </div>
      <Facts facts={factsOf(receipt)} />
      <WhatItPaid receipt={receipt} />
      {whatRemains(receipt).map((line) => (
        <p key={line} className={classes.after}>
          {line}
        </p>
      ))}
      {organization.policy && <p className={classes.policy}>{organization.policy}</p>}
      {receipt.sandbox && <p className={classes.policy}>{t.sandbox}</p>}
    </section>
  )
}

function Sender({ organization }: { organization: Receipt['organization'] }) {
  const slug = useSlug()
  const { name, logo, address, contact } = organization
  return (
    <div className={classes.sender}>
      {logo && (
        <img
          className={classes.logo}
          src={paths.logo(slug, logo.version)}
          alt={t.logoOf(name)}
          width={logo.width}
          height={logo.height}
        />
      )}
      <div className={classes.organization}>{name}</div>
      {[...address, ...contact].map((line) => (
        <div key={line} className={classes.quiet}>
          {line}
        </div>
      ))}
    </div>
  )
}

function factsOf(receipt: Receipt) {
  const { client, account, card, tendered, change } = receipt
  const payer =
    client && client.name !== account.name ? `${client.name}, ${account.name}` : account.name
  const facts: [string, string | null][] = [
    [t.number, receipt.number],
    [t.on, dateText(receipt.postedOn)],
    [t.issued, receipt.postedOn === receipt.issuedOn ? null : dateText(receipt.issuedOn)],
    [t.kind, t.sale],
    [t.from, payer],
    [t.payer, receipt.payerCategory],
    [t.method, card ? t.ending(card.name) : receipt.paidWith],
    [t.checkNumber, receipt.checkNumber],
    [t.tendered, tendered && moneyText(tendered)],
    [t.change, change && moneyText(change)],
    [t.authorizationCode, receipt.authorizationCode],
    [t.for, receipt.description],
    [t.reference, receipt.reference],
    [t.takenBy, receipt.takenBy],
    [t.confirmation, receipt.paymentId],
  ]
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []))
}

function WhatItPaid({ receipt }: { receipt: Receipt }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">{t.for}</th>
          <th scope="col" className={table.right}>
            {t.amount}
          </th>
        </tr>
      </thead>
      <tbody>
        {receipt.paid.map((part) => (
          <tr key={part.invoiceId}>
            <td>{part.stillDue.amount > 0 ? t.inPart(part.number) : t.inFull(part.number)}</td>
            <td className={table.right}>
              <Money value={part.amount} />
            </td>
          </tr>
        ))}
        {receipt.credit.amount > 0 && (
          <tr>
            <td>{t.credit}</td>
            <td className={table.right}>
              <Money value={receipt.credit} />
            </td>
          </tr>
        )}
        <tr className={table.foot}>
          <td>{t.total}</td>
          <td className={table.right}>
            <Money value={receipt.amount} />
          </td>
        </tr>
      </tbody>
    </table>
  )
}

/** What is left to pay, of each invoice and of the account. */
function whatRemains({ paid, balanceAfter }: Receipt): string[] {
  return [
    ...paid
      .filter(({ stillDue }) => stillDue.amount > 0)
      .map(({ stillDue, number }) => t.remains(moneyText(stillDue), number)),
    balanceAfter.amount > 0 ? t.owed(moneyText(balanceAfter)) : t.nothingOwed,
  ]
}
