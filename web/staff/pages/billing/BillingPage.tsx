import { Kbd } from '@mantine/core'
import {
  IconArchive,
  IconArchiveOff,
  IconArrowLeft,
  IconChevronDown,
  IconCreditCardPay,
  IconFileInvoice,
  IconFileText,
  IconHistory,
  IconPencil,
} from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Billing } from '../../../api/contract.ts'
import { billingQuery } from '../../../api/queries.ts'
import { billing as t } from '../../../messages/en/billing.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { MenuButton, type MenuItem } from '../../../ui/MenuButton.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Page } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { useKeys } from '../../../ui/useKeys.ts'
import { LinkButton, TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug, whyNot, whyNotPay } from '../../shell/organization.tsx'
import { KEYS } from '../../shell/shortcuts.ts'
import { SentLinks } from '../links/SentLinks.tsx'
import { Balance } from './Balance.tsx'
import classes from './Billing.module.css'
import { useCreditItems } from './credit-items.tsx'
import { History } from './History.tsx'
import { OpenInvoices, PaidInvoices } from './Invoices.tsx'
import { PortalAccess } from './PortalAccess.tsx'
import { Presence } from './Presence.tsx'
import { Upcoming } from './Upcoming.tsx'
import { Wallet } from './Wallet.tsx'

/** One client's billing: what is going on, what is owed, what was paid, what may be charged. */
export function BillingPage() {
  const slug = useSlug()
  const { clientId } = useParams({ strict: false }) as { clientId: string }
  const { data, error, refetch } = useQuery(billingQuery(slug, clientId))
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeletons />
  const { client, account } = data
  const shared = account.name !== client.name && t.accountOf(account.name)
  return (
    <Page
      title={client.name}
      back={
        <TextLink to={paths.clients(slug)} underline="hover">
          <IconArrowLeft size={14} aria-hidden className={classes.backIcon} /> {t.backToClients}
        </TextLink>
      }
      subtitle={[shared, client.email, client.phone].filter(Boolean).join(' · ')}
      actions={<Actions billing={data} />}
    >
      <div className={classes.columns}>
        <div className={classes.main}>
          {client.archived && <Notice tone="warn">{t.archived}</Notice>}
          {data.inFlight.map((payment) => (
            <Presence key={payment.id} payment={payment} />
          ))}
          <Balance billing={data} />
          <OpenInvoices billing={data} />
          <Upcoming billing={data} />
          <History billing={data} />
          <PaidInvoices billing={data} />
        </div>
        <div className={classes.side}>
          <Wallet billing={data} />
          <PortalAccess billing={data} />
          <SentLinks billing={data} />
        </div>
      </div>
      <Outlet />
    </Page>
  )
}

function Actions({ billing }: { billing: Billing }) {
  const organization = useOrganization()
  const navigate = useNavigate()
  const { slug } = organization
  const { id, archived } = billing.client
  const payment = paths.newPayment(slug, id)
  const invoice = paths.newInvoice(slug, id)
  const noPayment = archived ? t.archived : whyNotPay(organization)
  const noInvoice = archived ? t.archived : whyNot(organization, 'invoices.issue')

  useKeys({
    [KEYS.newPayment]: () => !noPayment && void navigate({ to: payment as never }),
    [KEYS.newInvoice]: () => !noInvoice && void navigate({ to: invoice as never }),
  })

  return (
    <>
      <ActionLink to={payment} reason={noPayment} isMain>
        {t.newPayment}
        <Kbd className={classes.key} size="xs">
          {KEYS.newPayment}
        </Kbd>
      </ActionLink>
      <ActionLink to={invoice} reason={noInvoice} icon={<IconFileInvoice size={16} />}>
        {t.newInvoice}
      </ActionLink>
      <MoreMenu billing={billing} />
    </>
  )
}

interface ActionLinkProps {
  to: string
  /** Why it is disabled; null when it is not. */
  reason: string | null
  isMain?: boolean
  icon?: ReactNode
  children: ReactNode
}

function ActionLink({ to, reason, isMain = false, icon, children }: ActionLinkProps) {
  const variant = isMain ? 'filled' : 'default'
  if (reason === null) {
    return (
      <LinkButton to={to} variant={variant} leftSection={icon}>
        {children}
      </LinkButton>
    )
  }
  return (
    <BlockedButton reason={reason} variant={variant} leftSection={icon}>
      {children}
    </BlockedButton>
  )
}

function MoreMenu({ billing }: { billing: Billing }) {
  const organization = useOrganization()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [isAsking, setAsking] = useState(false)
  const { slug } = organization
  const { id, name, archived } = billing.client
  const noChange = whyNot(organization, 'clients.write')
  const credit = useCreditItems(billing)

  async function put(verb: 'archive' | 'restore'): Promise<void> {
    await call(slug, `/clients/${id}/${verb}`, { method: 'POST' })
    await queryClient.invalidateQueries({ queryKey: ['o', slug] })
  }

  const payments: MenuItem[] = [
    {
      label: t.chargeNow,
      icon: <IconCreditCardPay size={16} aria-hidden />,
      reason: archived ? t.archived : whyNotPay(organization),
      run: () =>
        void navigate({
          to: paths.newPayment(slug, id) as never,
          search: { short: true } as never,
        }),
    },
  ]
  const changes: MenuItem[] = [
    {
      label: t.edit,
      icon: <IconPencil size={16} aria-hidden />,
      reason: noChange,
      run: () => void navigate({ to: paths.editClient(slug, id) as never }),
    },
    archived
      ? {
          label: t.restore,
          icon: <IconArchiveOff size={16} aria-hidden />,
          reason: noChange,
          run: () => void put('restore'),
        }
      : {
          label: t.archive,
          icon: <IconArchive size={16} aria-hidden />,
          reason: noChange,
          run: () => setAsking(true),
        },
  ]
  const { account } = billing
  const reads: MenuItem[] = [
    {
      label: t.statement,
      icon: <IconFileText size={16} aria-hidden />,
      run: () => void navigate({ to: paths.statement(slug, account.id) as never }),
    },
    {
      label: t.history,
      icon: <IconHistory size={16} aria-hidden />,
      run: () => void navigate({ to: paths.history(slug, account.id) as never }),
    },
  ]
  const groups = [{ items: payments }, credit, { items: reads }, { items: changes }]

  return (
    <>
      <MenuButton className={classes.more} groups={groups}>
        {t.actions}
        <IconChevronDown size={14} aria-hidden />
      </MenuButton>
      {isAsking && (
        <ConfirmDialog
          title={t.archiveTitle(name)}
          action={t.archiveAction}
          onConfirm={() => put('archive')}
          onClose={() => setAsking(false)}
        >
          {t.archiveText}
        </ConfirmDialog>
      )}
    </>
  )
}
