import {
  IconBuildingBank,
  IconCreditCard,
  IconDots,
  IconHandStop,
  IconHome,
  IconPencil,
  IconReplace,
  IconShieldCheck,
  IconShieldX,
  IconStar,
  IconTrash,
} from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Billing, Method } from '../../../api/contract.ts'
import { asProblem } from '../../../api/problem.ts'
import { bankAccounts } from '../../../messages/en/bank-accounts.ts'
import { billing as t } from '../../../messages/en/billing.ts'
import { billingAddress } from '../../../messages/en/billing-address.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { dateText, expiryText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ProblemSummary } from '../../../ui/FormProblem.tsx'
import { MenuButton, type MenuItem } from '../../../ui/MenuButton.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { useKeys } from '../../../ui/useKeys.ts'
import { GuardedLink } from '../../guarded.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug, whyNot } from '../../shell/organization.tsx'
import { KEYS } from '../../shell/shortcuts.ts'
import { bankNote } from '../wallet/bank-note.ts'
import classes from './Billing.module.css'
import { UnseenRow } from './UnseenRow.tsx'

const NicknameDialog = lazy(async () => ({
  default: (await import('./NicknameDialog.tsx')).NicknameDialog,
}))

const AddressDialog = lazy(async () => ({
  default: (await import('./AddressDialog.tsx')).AddressDialog,
}))

const Dependents = lazy(async () => ({
  default: (await import('../wallet/Dependents.tsx')).Dependents,
}))

/** The saved cards, each with whether it may be charged. */
export function Wallet({ billing }: { billing: Billing }) {
  const slug = useSlug()
  return (
    <Panel title={t.wallet} aside={<Add billing={billing} />} flush>
      {billing.methods.length + billing.unseenMethods.length === 0 ? (
        <EmptyState title={t.emptyWallet}>{t.emptyWalletText}</EmptyState>
      ) : (
        <ul className={classes.methods}>
          {billing.methods.map((method) => (
            <MethodRow key={method.id} method={method} clientId={billing.client.id} />
          ))}
          {billing.unseenMethods.map((method) => (
            <UnseenRow key={method.id} method={method} />
          ))}
        </ul>
      )}
      <p className={classes.walletHelp}>
        <TextLink to={paths.help(slug)} hash="saved-cards" inherit>
          {t.whoMay}
        </TextLink>
        {' · '}
        <TextLink to={paths.consents(slug)} search={{ accountId: billing.account.id }} inherit>
          {t.consents}
        </TextLink>
      </p>
    </Panel>
  )
}

function Add({ billing }: { billing: Billing }) {
  const { slug, me } = useOrganization()
  const { id, archived } = billing.client
  const navigate = useNavigate()
  const mayAdd = !archived && me.permissions.includes('wallet.write')
  useKeys({
    [KEYS.addCard]: () => mayAdd && void navigate({ to: paths.addCard(slug, id) as never }),
  })
  if (archived) return null
  return (
    <GuardedLink
      needs="wallet.write"
      to={paths.addCard(slug, id)}
      variant="default"
      size="compact-sm"
    >
      {t.addCard}
    </GuardedLink>
  )
}

const WithdrawDialog = lazy(async () => ({
  default: (await import('../consents/WithdrawDialog.tsx')).WithdrawDialog,
}))

interface RowProps {
  method: Method
  clientId: string
}

function MethodRow({ method, clientId }: RowProps) {
  const { name } = useOrganization()
  const date = expiryText(method)
  const expiry = method.expired ? t.expired(date) : t.expires(date)
  const note = method.bank ? bankNote(method.bank) : expiry
  return (
    <li className={classes.method}>
      <span className={classes.methodIcon}>
        {method.bank ? (
          <IconBuildingBank size={20} aria-hidden />
        ) : (
          <IconCreditCard size={20} aria-hidden />
        )}
      </span>
      <div className={classes.methodText}>
        <div className={classes.methodName}>
          {method.nickname ?? method.name}
          {method.isDefault && <span className={classes.tag}>{t.default}</span>}
        </div>
        <div className={classes.methodNote}>
          {[method.nickname && method.name, note].filter(Boolean).join(' · ')}
        </div>
        <Consent method={method} organization={name} />
      </div>
      <MethodMenu method={method} clientId={clientId} />
    </li>
  )
}

function Consent({ method, organization }: { method: Method; organization: string }) {
  const { authorization, unusable } = method
  if (authorization && !unusable) {
    return (
      <div className={classes.consent} data-ok>
        <IconShieldCheck size={15} aria-hidden />
        {t.mayCharge(organization, dateText(authorization.since.slice(0, 10)))}
      </div>
    )
  }
  return (
    <div className={classes.consent}>
      <IconShieldX size={15} aria-hidden />
      {unusable ?? t.notAuthorized}
    </div>
  )
}

type Asking = 'withdraw' | 'remove' | 'rename' | 'address' | null

function MethodMenu({ method, clientId }: RowProps) {
  const navigate = useNavigate()
  const organization = useOrganization()
  const { slug, name } = organization
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState<Asking>(null)
  const card = method.name
  const close = () => setAsking(null)

  async function change(
    path: string,
    verb: 'POST' | 'PATCH' | 'DELETE',
    body?: object,
  ): Promise<void> {
    await call(slug, path, { method: verb, body })
    await queryClient.invalidateQueries({ queryKey: ['o', slug] })
  }
  const path = `/payment-methods/${method.id}`
  const makeDefault = useMutation({ mutationFn: () => change(path, 'PATCH', { isDefault: true }) })
  const reason = whyNot(organization, 'wallet.write')
  const waiting = method.bank?.verification.setup ?? null
  const items: (MenuItem | false)[] = [
    waiting !== null && {
      label: bankAccounts.verify,
      icon: <IconShieldCheck size={16} aria-hidden />,
      run: () => {
        const search = { setup: waiting } as never
        void navigate({ to: paths.addCard(slug, clientId) as never, search })
      },
    },
    !method.isDefault && {
      label: t.makeDefault,
      icon: <IconStar size={16} aria-hidden />,
      run: () => makeDefault.mutate(),
    },
    {
      label: t.rename,
      icon: <IconPencil size={16} aria-hidden />,
      run: () => setAsking('rename'),
    },
    {
      label: billingAddress.edit,
      icon: <IconHome size={16} aria-hidden />,
      run: () => setAsking('address'),
    },
    {
      label: t.replace,
      icon: <IconReplace size={16} aria-hidden />,
      run: () => {
        const search = { replaces: method.id } as never
        void navigate({ to: paths.addCard(slug, clientId) as never, search })
      },
    },
    method.authorization !== null && {
      label: t.withdraw,
      icon: <IconHandStop size={16} aria-hidden />,
      run: () => setAsking('withdraw'),
    },
    { label: t.remove, icon: <IconTrash size={16} aria-hidden />, run: () => setAsking('remove') },
  ]

  return (
    <>
      <MenuButton
        className={classes.dots}
        aria-label={t.cardMenu(card)}
        groups={[
          { items: items.filter((item) => item !== false).map((item) => ({ ...item, reason })) },
        ]}
      >
        <IconDots size={18} aria-hidden />
      </MenuButton>
      {makeDefault.error && (
        <div className={classes.methodProblem}>
          <ProblemSummary problem={asProblem(makeDefault.error)} />
        </div>
      )}
      {asking === 'rename' && (
        <Suspense fallback={null}>
          <NicknameDialog
            nickname={method.nickname ?? ''}
            onSave={(nickname) => change(path, 'PATCH', { nickname: nickname || null })}
            onClose={close}
          />
        </Suspense>
      )}
      {asking === 'address' && (
        <Suspense fallback={null}>
          <AddressDialog
            method={method}
            onSave={(address) => change(path, 'PATCH', { billingAddress: address })}
            onClose={close}
          />
        </Suspense>
      )}
      {asking === 'withdraw' && method.authorization && (
        <Suspense fallback={null}>
          <WithdrawDialog
            authorizationId={method.authorization.id}
            title={t.withdrawTitle(card)}
            text={t.withdrawText(name)}
            onClose={close}
          />
        </Suspense>
      )}
      {asking === 'remove' && (
        <ConfirmDialog
          title={t.removeTitle(card)}
          action={t.removeAction(card)}
          onConfirm={() => change(path, 'DELETE')}
          onClose={close}
        >
          {t.removeText}
          <Suspense fallback={null}>
            <Dependents method={method} />
          </Suspense>
        </ConfirmDialog>
      )}
    </>
  )
}
