import { Button } from '@mantine/core'
import { IconArrowLeft, IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Receipt } from '../../../api/contract.ts'
import { receiptQuery } from '../../../api/queries.ts'
import { receipts as t } from '../../../messages/en/receipts.ts'
import { dateText } from '../../../ui/dates.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Page } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import classes from './Receipt.module.css'
import { ReceiptPdf } from './ReceiptPdf.tsx'

/** Proof of one payment, as it is printed. */
export function ReceiptPage() {
  const slug = useSlug()
  const { receiptId } = useParams({ strict: false }) as { receiptId: string }
  const { data: receipt, error, refetch } = useQuery(receiptQuery(slug, receiptId))
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
          <Button
            variant="default"
            leftSection={<IconPrinter size={16} aria-hidden />}
            onClick={() => window.print()}
          >
            {t.print}
          </Button>
          <ReceiptPdf receipt={receipt} />
        </>
      }
    >
      <Paper receipt={receipt} />
    </Page>
  )
}

function Paper({ receipt }: { receipt: Receipt }) {
  const { sandbox } = useOrganization()
  const { client, account, card } = receipt
  const payer =
    client && client.name !== account.name ? `${client.name}, ${account.name}` : account.name
  return (
    <section className={classes.paper}>
      <div className={classes.head}>
        <div className={classes.organization}>{receipt.organization.name}</div>
        <div className={classes.sum}>
          <span>{t.received}</span>
          <Money value={receipt.amount} className={classes.amount} />
        </div>
      </div>
      <Facts
        facts={[
          { label: t.number, value: receipt.number },
          { label: t.on, value: dateText(receipt.issuedOn) },
          { label: t.from, value: payer },
          ...(card ? [{ label: t.method, value: card.name }] : []),
          ...(receipt.description ? [{ label: t.for, value: receipt.description }] : []),
        ]}
      />
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
              <td>{part.number}</td>
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
      <p className={classes.after}>
        {t.balanceAfter}: {moneyText(receipt.balanceAfter)}
      </p>
      {sandbox && <p className={classes.after}>{t.sandbox}</p>}
    </section>
  )
}
