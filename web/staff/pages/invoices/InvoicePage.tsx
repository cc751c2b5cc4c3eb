import { Button } from '@mantine/core'
import { IconArrowLeft, IconChevronDown, IconDownload, IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { InvoiceDetail } from '../../../api/contract.ts'
import { asProblem } from '../../../api/problem.ts'
import { invoiceQuery } from '../../../api/queries.ts'
import { common } from '../../../messages/en/common.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { secondsSince, useNow } from '../../../ui/clock.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { MenuButton, type MenuItem } from '../../../ui/MenuButton.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { LinkButton, TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug, whyNot, whyNotPay } from '../../shell/organization.tsx'
import classes from '../billing/Billing.module.css'
import { SendLink } from '../links/SendLink.tsx'
import { Mailings } from '../receipts/Mailings.tsx'
import { isUnderway } from '../settings/MailBadge.tsx'
import { EmailDocument } from './EmailDocument.tsx'
import { History, Lines, Summary } from './InvoiceParts.tsx'
import { InvoiceState } from './InvoiceState.tsx'
import { MoneyPart } from './MoneyPart.tsx'

const CreditDialog = lazy(async () => ({
  default: (await import('./CreditDialog.tsx')).CreditDialog,
}))
const WriteOffDialog = lazy(async () => ({
  default: (await import('./WriteOffDialog.tsx')).WriteOffDialog,
}))

const LOOK_AGAIN_MS = 1_500

/** One invoice: its lines, what was put against it and taken off, what may be done, its history. */
export function InvoicePage() {
  const slug = useSlug()
  const { invoiceId } = useParams({ strict: false }) as { invoiceId: string }
  const {
    data: invoice,
    error,
    refetch,
  } = useQuery({
    ...invoiceQuery(slug, invoiceId),
    refetchInterval: ({ state }) =>
      state.data?.mailings.some((mail) => isUnderway(mail.state)) ? LOOK_AGAIN_MS : false,
  })
  if (error && !invoice) {
    // The id may be a draft's, which has the same until it is issued.
    if (asProblem(error).status === 404) {
      return <Navigate to={paths.editInvoice(slug, invoiceId) as never} replace />
    }
    return <FailedState error={error} onRetry={() => void refetch()} />
  }
  if (!invoice) return <Skeletons />
  const { client } = invoice
  return (
    <Page
      title={t.title(invoice.number)}
      back={
        client && (
          <TextLink to={paths.billing(slug, client.id)} underline="hover">
            <IconArrowLeft size={14} aria-hidden className={classes.backIcon} /> {client.name}
          </TextLink>
        )
      }
      subtitle={<InvoiceState invoice={invoice} />}
      actions={<Actions invoice={invoice} />}
    >
      <div className={classes.columns}>
        <div className={classes.main}>
          {invoice.heldBy && <Held heldBy={invoice.heldBy} />}
          <Lines invoice={invoice} />
          <MoneyPart invoice={invoice} />
          {invoice.mailings.length > 0 && (
            <Panel title={t.mailings}>
              <Mailings mailings={invoice.mailings} />
            </Panel>
          )}
        </div>
        <div className={classes.main}>
          <Summary invoice={invoice} />
          <History invoice={invoice} />
        </div>
      </div>
    </Page>
  )
}

type Dialog = 'credit' | 'void' | 'writeOff' | null

function Actions({ invoice }: { invoice: InvoiceDetail }) {
  const organization = useOrganization()
  const { slug } = organization
  const [dialog, setDialog] = useState<Dialog>(null)
  const noCredit = whyNot(organization, 'invoices.credit') ?? invoice.can.credit.reason
  const noWriteOff = whyNot(organization, 'invoices.writeOff') ?? invoice.can.writeOff.reason
  const items: MenuItem[] = [
    ...(noCredit === null
      ? [
          { label: t.credit, run: () => setDialog('credit') },
          { label: t.void, run: () => setDialog('void') },
        ]
      : []),
    ...(noWriteOff === null ? [{ label: t.writeOff, run: () => setDialog('writeOff') }] : []),
  ]
  const close = () => setDialog(null)
  return (
    <>
      <PayOrRefund invoice={invoice} />
      {invoice.due.amount > 0 && (
        <SendLink
          accountId={invoice.accountId}
          clientId={invoice.client?.id ?? null}
          offer={{ purpose: 'pay_invoice', invoiceId: invoice.id, number: invoice.number }}
        />
      )}
      <EmailDocument
        about={{ number: invoice.number, sendTo: invoice.sendTo }}
        path={`/invoices/${invoice.id}/emails`}
        note={t.emailLink}
      />
      <Button
        component="a"
        href={paths.invoicePdf(slug, invoice.id)}
        target="_blank"
        rel="noreferrer"
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
      >
        {t.pdf}
      </Button>
      {items.length > 0 ? (
        <MenuButton className={classes.more} groups={[{ items }]}>
          {t.more}
          <IconChevronDown size={14} aria-hidden />
        </MenuButton>
      ) : (
        <BlockedButton reason={noCredit ?? noWriteOff ?? ''} leftSection={<IconPencil size={16} />}>
          {t.more}
        </BlockedButton>
      )}
      <Suspense fallback={null}>
        {(dialog === 'credit' || dialog === 'void') && (
          <CreditDialog invoice={invoice} isVoid={dialog === 'void'} onClose={close} />
        )}
        {dialog === 'writeOff' && <WriteOffDialog invoice={invoice} onClose={close} />}
      </Suspense>
    </>
  )
}

/** A payment begins here; a refund begins at the payment that it gives back. */
function PayOrRefund({ invoice }: { invoice: InvoiceDetail }) {
  const organization = useOrganization()
  const { slug } = organization
  const navigate = useNavigate()
  const { client, due, heldBy } = invoice
  const noPayment = whyNotPay(organization)
  const mayPay = client !== null && due.amount > 0 && heldBy === null
  const refunds = organization.me.permissions.includes('payments.refund') ? paidBy(invoice) : []
  if (refunds.length === 0) {
    if (!mayPay) return null
    if (noPayment) {
      return (
        <BlockedButton reason={noPayment} variant="filled">
          {t.pay}
        </BlockedButton>
      )
    }
    return (
      <LinkButton to={paths.newPayment(slug, client.id)} search={{ invoices: [invoice.id] }}>
        {t.pay}
      </LinkButton>
    )
  }
  const items: MenuItem[] = [
    ...(mayPay && noPayment === null
      ? [
          {
            label: t.pay,
            run: () =>
              void navigate({
                to: paths.newPayment(slug, client.id) as never,
                search: { invoices: [invoice.id] } as never,
              }),
          },
        ]
      : []),
    ...refunds.map(({ paymentId, method, amount }) => ({
      label: t.toRefund(method, moneyText({ amount, currency: due.currency })),
      run: () => void navigate({ to: paths.payment(slug, paymentId) as never }),
    })),
  ]
  return (
    <MenuButton className={classes.more} groups={[{ items }]}>
      {t.newMenu}
      <IconChevronDown size={14} aria-hidden />
    </MenuButton>
  )
}

/** Payments of which something lies on the invoice. */
function paidBy({ allocations }: InvoiceDetail) {
  const lies = new Map<string, { paymentId: string; method: string; amount: number }>()
  for (const { paymentId, method, amount } of allocations) {
    if (!paymentId) continue
    const before = lies.get(paymentId)?.amount ?? 0
    lies.set(paymentId, { paymentId, method, amount: before + amount.amount })
  }
  return [...lies.values()].filter(({ amount }) => amount > 0)
}

function Held({ heldBy }: { heldBy: NonNullable<InvoiceDetail['heldBy']> }) {
  const slug = useSlug()
  const now = useNow()
  const ago = common.secondsAgo(secondsSince(heldBy.since, now))
  return (
    <Notice tone="wait" role="status">
      <TextLink to={paths.payment(slug, heldBy.paymentId)}>
        {t.heldBy(heldBy.by, moneyText(heldBy.amount), ago)}
      </TextLink>
    </Notice>
  )
}
