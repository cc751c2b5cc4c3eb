import { ActionIcon, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import {
  IconAlertTriangle,
  IconBuildingBank,
  IconChartBar,
  IconChevronDown,
  IconCreditCard,
  IconDeviceDesktop,
  IconFileInvoice,
  IconFlask,
  IconHelpCircle,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSettings,
  IconStack2,
  IconSun,
  IconUser,
  IconUserCheck,
  IconUserShield,
  IconUsers,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Organization } from '../../api/contract.ts'
import { approvalsQuery, attentionCountQuery, sessionQuery } from '../../api/queries.ts'
import { common } from '../../messages/en/common.ts'
import { shell as t } from '../../messages/en/shell.ts'
import { MenuButton, type MenuGroup } from '../../ui/MenuButton.tsx'
import { paths } from '../paths.ts'
import { useOrganization } from './organization.tsx'
import classes from './Shell.module.css'
import { KEYS, MOD } from './shortcuts.ts'
import { signOut } from './sign-out.ts'

interface Props {
  onFind: () => void
  onSheet: () => void
}

/** The side bar; on a phone the same things in a bar on top. */
export function Navigation({ onFind, onSheet }: Props) {
  const organization = useOrganization()
  return (
    <header className={classes.side}>
      <div className={classes.brand}>
        <img src="/favicon.svg" alt="" width={26} height={26} />
        <span className={classes.organization} title={organization.name}>
          {organization.name}
        </span>
      </div>
      <ModeBadge organization={organization} />
      <UnstyledButton className={classes.find} onClick={onFind}>
        <IconSearch size={16} aria-hidden />
        <span className={classes.wide}>{t.searchShort}</span>
        <kbd className={`${classes.kbd} ${classes.wide}`}>{MOD} K</kbd>
      </UnstyledButton>
      <nav aria-label={t.navigation} className={classes.nav}>
        <NavigationLink to={paths.clients(organization.slug)} icon={<IconUsers size={18} />}>
          {common.clients}
        </NavigationLink>
        {organization.me.permissions.includes('attention.read') && <AttentionLink />}
        {organization.me.permissions.includes('payments.approve') && <ApprovalsLink />}
        {organization.me.permissions.includes('invoices.read') && (
          <NavigationLink
            to={paths.invoices(organization.slug)}
            icon={<IconFileInvoice size={18} />}
          >
            {common.invoices}
          </NavigationLink>
        )}
        {organization.me.permissions.includes('payments.read') && (
          <NavigationLink
            to={paths.payments(organization.slug)}
            icon={<IconCreditCard size={18} />}
          >
            {common.payments}
          </NavigationLink>
        )}
        {organization.me.permissions.includes('runs.charge') && (
          <NavigationLink to={paths.runs(organization.slug)} icon={<IconStack2 size={18} />} office>
            {t.runs}
          </NavigationLink>
        )}
        {organization.me.permissions.includes('books.read') && (
          <NavigationLink
            to={paths.payouts(organization.slug)}
            icon={<IconBuildingBank size={18} />}
            office
          >
            {common.payouts}
          </NavigationLink>
        )}
        {organization.me.permissions.includes('reports.read') && (
          <NavigationLink
            to={paths.reports(organization.slug)}
            icon={<IconChartBar size={18} />}
            office
          >
            {t.reports}
          </NavigationLink>
        )}
        {organization.me.permissions.includes('staff.read') && (
          <NavigationLink to={paths.staff(organization.slug)} icon={<IconUserShield size={18} />}>
            {common.staff}
          </NavigationLink>
        )}
        <NavigationLink to={paths.settings(organization.slug)} icon={<IconSettings size={18} />}>
          {common.settings}
        </NavigationLink>
      </nav>
      <div className={classes.foot}>
        <PersonMenu onSheet={onSheet} />
        <ActionIcon
          className={classes.wide}
          variant="subtle"
          color="gray"
          onClick={onSheet}
          aria-label={t.shortcuts}
          title={`${t.shortcuts} (${KEYS.sheet})`}
        >
          <IconKeyboard size={18} />
        </ActionIcon>
      </div>
    </header>
  )
}

/** Whether money is real, said on every page; where no cards can be charged there is nothing to say. */
function ModeBadge({ organization }: { organization: Organization }) {
  const { sandbox, mode, cardForm } = organization
  if (!cardForm) return null
  const isLive = !sandbox && mode === 'live'
  return (
    <div className={classes.sandbox} data-live={isLive || undefined}>
      {isLive ? <IconCreditCard size={15} aria-hidden /> : <IconFlask size={15} aria-hidden />}
      {sandbox ? t.sandbox : isLive ? t.liveMode : t.testMode}
    </div>
  )
}

const APPROVALS_EVERY_MS = 5_000

/** How many charges wait for a second person; somebody stands at a counter meanwhile. */
function ApprovalsLink() {
  const { slug } = useOrganization()
  const { data } = useQuery({ ...approvalsQuery(slug), refetchInterval: APPROVALS_EVERY_MS })
  const waiting =
    data?.data.filter(({ state, can }) => state === 'open' && can.decide.allowed).length ?? 0
  return (
    <NavigationLink to={paths.approvals(slug)} icon={<IconUserCheck size={18} />} badge={waiting}>
      {t.approvals}
    </NavigationLink>
  )
}

const ATTENTION_EVERY_MS = 15_000

/** How much needs somebody; what changes payments asks at once. */
function AttentionLink() {
  const { slug } = useOrganization()
  const { data } = useQuery({ ...attentionCountQuery(slug), refetchInterval: ATTENTION_EVERY_MS })
  return (
    <NavigationLink
      to={paths.attention(slug)}
      icon={<IconAlertTriangle size={18} />}
      badge={data?.open ?? 0}
    >
      {t.attention}
    </NavigationLink>
  )
}

interface NavigationLinkProps {
  to: string
  icon: ReactNode
  /** How many things wait there. */
  badge?: number
  /** Work for a desk: the bar of a phone has no room for it. */
  office?: boolean
  children: string
}

function NavigationLink({ to, icon, badge = 0, office, children }: NavigationLinkProps) {
  return (
    <Link
      to={to as never}
      className={office ? `${classes.link} ${classes.office}` : classes.link}
      activeProps={{ 'data-active': true, 'aria-current': 'page' } as object}
    >
      {icon}
      <span>{children}</span>
      {badge > 0 && (
        <b className={classes.badge} title={t.waiting(badge)}>
          {badge}
        </b>
      )}
    </Link>
  )
}

const SCHEMES = [
  { scheme: 'light', icon: <IconSun size={16} /> },
  { scheme: 'dark', icon: <IconMoon size={16} /> },
  { scheme: 'auto', icon: <IconDeviceDesktop size={16} /> },
] as const

function PersonMenu({ onSheet }: { onSheet: () => void }) {
  const { slug, me } = useOrganization()
  const { data: session } = useQuery(sessionQuery())
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const navigate = useNavigate()
  const others = session?.organizations.filter((organization) => organization.slug !== slug) ?? []
  const groups: MenuGroup[] = [
    {
      items: [
        {
          label: t.myAccount,
          icon: <IconUser size={16} aria-hidden />,
          run: () => void navigate({ to: paths.me(slug) as never }),
        },
        {
          label: t.help,
          icon: <IconHelpCircle size={16} aria-hidden />,
          run: () => void navigate({ to: paths.help(slug) as never }),
        },
        { label: t.shortcuts, icon: <IconKeyboard size={16} aria-hidden />, run: onSheet },
      ],
    },
    {
      title: t.appearance,
      items: SCHEMES.map(({ scheme, icon }) => ({
        label: t.scheme[scheme],
        icon,
        isChosen: colorScheme === scheme,
        run: () => setColorScheme(scheme),
      })),
    },
    {
      title: t.switchTo,
      items: others.map((other) => ({
        label: other.name,
        run: () => void navigate({ to: paths.clients(other.slug) as never }),
      })),
    },
    {
      items: [
        {
          label: t.signOut,
          icon: <IconLogout size={16} aria-hidden />,
          run: () => void signOut(),
        },
      ],
    },
  ]
  return (
    <MenuButton
      className={classes.person}
      position="top-start"
      groups={groups.filter((group) => group.items.length > 0)}
    >
      <span className={classes.initials} aria-hidden>
        {initials(me.name)}
      </span>
      <span className={`${classes.personName} ${classes.wide}`}>
        {me.name}
        <small>{me.roleName}</small>
      </span>
      <IconChevronDown size={14} className={classes.wide} aria-hidden />
    </MenuButton>
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  return [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => word?.[0] ?? '').join('')
}
