import '@mantine/spotlight/styles.css'
import './Palette.css'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import {
  IconCash,
  IconChartBar,
  IconCreditCard,
  IconFileInvoice,
  IconHelpCircle,
  IconKeyboard,
  IconSearch,
  IconSettings,
  IconUser,
  IconUserPlus,
  IconUserShield,
  IconUsers,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { findCardNumber } from '../../../src/kit/text.ts'
import type { Permission } from '../../api/contract.ts'
import { asProblem } from '../../api/problem.ts'
import { clientsQuery } from '../../api/queries.ts'
import { common } from '../../messages/en/common.ts'
import { shell as t } from '../../messages/en/shell.ts'
import { moneyText } from '../../ui/Money.tsx'
import { useDebounced } from '../../ui/useDebounced.ts'
import { paths } from '../paths.ts'
import { useOrganization, whyNotPay } from './organization.tsx'

const HITS_SHOWN = 8
const SEARCH_PAUSE_MS = 80
const [store, palette] = createSpotlight()

interface Props {
  onClose: () => void
  onSheet: () => void
}

/** Ctrl-K: type part of a name and press Enter to stand in the client's billing. */
export function Palette({ onClose, onSheet }: Props) {
  const organization = useOrganization()
  const { slug, me } = organization
  const navigate = useNavigate()
  const [query, setQuery] = useState('')
  const isCardNumber = findCardNumber(query)
  const { wanted, isCharge } = wantedBy(query)
  const search = useDebounced(isCardNumber ? '' : wanted, SEARCH_PAUSE_MS)
  const { data, error, isPlaceholderData } = useQuery({
    ...clientsQuery(slug, { search }),
    enabled: search !== '',
  })
  // What was found for an earlier text must not be opened by Enter: it is another client.
  const isCurrent = search !== '' && search === wanted && !isPlaceholderData
  const hits = isCurrent ? (data?.data.slice(0, HITS_SHOWN) ?? []) : []
  const actions = actionsMatching(query, [
    {
      label: t.newClient,
      icon: <IconUserPlus size={18} />,
      needs: 'clients.write',
      run: () => go(paths.newClient(slug)),
    },
    { label: t.keys.goClients, icon: <IconUsers size={18} />, run: () => go(paths.clients(slug)) },
    {
      label: t.goInvoices,
      icon: <IconFileInvoice size={18} />,
      needs: 'invoices.read',
      run: () => go(paths.invoices(slug)),
    },
    {
      label: t.goPayments,
      icon: <IconCreditCard size={18} />,
      needs: 'payments.read',
      run: () => go(paths.payments(slug)),
    },
    {
      label: t.goReports,
      icon: <IconChartBar size={18} />,
      needs: 'reports.read',
      run: () => go(paths.dashboard(slug)),
    },
    {
      label: t.goDay,
      icon: <IconCash size={18} />,
      needs: 'reports.read',
      run: () => go(paths.endOfDay(slug)),
    },
    {
      label: t.goStaff,
      icon: <IconUserShield size={18} />,
      needs: 'staff.read',
      run: () => go(paths.staff(slug)),
    },
    {
      label: t.goSettings,
      icon: <IconSettings size={18} />,
      run: () => go(paths.settings(slug)),
    },
    {
      label: t.help,
      icon: <IconHelpCircle size={18} />,
      run: () => go(paths.help(slug)),
    },
    { label: t.myAccount, icon: <IconUser size={18} />, run: () => go(paths.me(slug)) },
    { label: t.shortcuts, icon: <IconKeyboard size={18} />, run: onSheet },
  ]).filter(({ needs }) => needs === undefined || me.permissions.includes(needs))

  useEffect(() => {
    palette.open()
    return () => palette.close()
  }, [])

  const shown = [
    ...hits.map((client) => client.id),
    ...actions.map((action) => action.label),
  ].join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is what is shown that changed.
  useEffect(selectFirst, [shown])

  const mayPay = whyNotPay(organization) === null
  const isToCharge = ({ archived }: { archived: boolean }) => isCharge && mayPay && !archived

  function go(to: string): void {
    void navigate({ to: to as never })
  }

  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      shortcut={null}
      clearQueryOnClose={false}
      scrollable
      maxHeight={440}
      attributes={{ content: { 'aria-label': t.search } }}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
    >
      <Spotlight.Search
        placeholder={t.search}
        aria-label={t.search}
        leftSection={<IconSearch size={18} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {hits.length > 0 && (
          <Spotlight.ActionsGroup label={common.clients}>
            {hits.map((client) => (
              <Spotlight.Action
                key={client.id}
                label={isToCharge(client) ? t.chargeClient(client.name) : client.name}
                description={[client.email, client.phone].filter(Boolean).join(' · ')}
                rightSection={client.balance.amount > 0 ? moneyText(client.balance) : undefined}
                onClick={() =>
                  go((isToCharge(client) ? paths.newPayment : paths.billing)(slug, client.id))
                }
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {actions.length > 0 && (
          <Spotlight.ActionsGroup label={t.actions}>
            {actions.map((action) => (
              <Spotlight.Action
                key={action.label}
                label={action.label}
                leftSection={action.icon}
                onClick={action.run}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {hits.length === 0 && query !== '' && (
          <Spotlight.Empty>
            {isCardNumber
              ? common.searchByLast4
              : error
                ? asProblem(error).message
                : isCurrent && data
                  ? t.noHit
                  : t.searching}
          </Spotlight.Empty>
        )}
        {query === '' && <Spotlight.Empty>{t.searchHint}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

/** "maria charge" and "charge maria" find Maria, to charge her. */
function wantedBy(query: string): { wanted: string; isCharge: boolean } {
  const words = query.trim().split(/\s+/)
  const others = words.filter((word) => word.toLowerCase() !== t.charge)
  const isCharge = others.length > 0 && others.length < words.length
  return { wanted: isCharge ? others.join(' ') : query.trim(), isCharge }
}

/** Enter opens the first hit; the library selects it only while the list does not change. */
function selectFirst(): void {
  const list = document.getElementById(store.getState().listId)
  if (!list) return
  for (const action of list.querySelectorAll('[data-selected]'))
    action.removeAttribute('data-selected')
  list.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
  store.updateState((state) => ({ ...state, selected: 0 }))
}

interface PaletteAction {
  label: string
  icon: ReactNode
  /** Left out for who may not do it. */
  needs?: Permission
  run: () => void
}

function actionsMatching(query: string, actions: PaletteAction[]): PaletteAction[] {
  const wanted = query.trim().toLowerCase()
  return actions.filter((action) => action.label.toLowerCase().includes(wanted))
}
