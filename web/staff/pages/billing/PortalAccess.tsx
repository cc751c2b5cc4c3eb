import { IconDots, IconMail, IconPencil, IconUserX } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { AccountPerson, Billing } from '../../../api/contract.ts'
import { accountPeopleQuery } from '../../../api/queries.ts'
import { people as t } from '../../../messages/en/people.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { instantText } from '../../../ui/dates.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { MenuButton, type MenuItem } from '../../../ui/MenuButton.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { GuardedButton } from '../../guarded.tsx'
import { useOrganization, useSlug, whyNot } from '../../shell/organization.tsx'
import classes from './PortalAccess.module.css'

const PersonDialog = lazy(async () => ({
  default: (await import('./PersonDialog.tsx')).PersonDialog,
}))

/** Who may act for the account in the portal. */
export function PortalAccess({ billing }: { billing: Billing }) {
  const slug = useSlug()
  const { id: accountId } = billing.account
  const { data, error, refetch } = useQuery(accountPeopleQuery(slug, accountId))
  const [isInviting, setInviting] = useState(false)
  const [said, setSaid] = useState<string | null>(null)
  return (
    <Panel
      title={t.title}
      aside={
        <GuardedButton
          needs="clients.write"
          variant="default"
          size="compact-sm"
          onClick={() => setInviting(true)}
        >
          {t.invite}
        </GuardedButton>
      }
    >
      {said && (
        <Notice tone="good" role="status">
          {said}
        </Notice>
      )}
      {error && (
        <FailedState error={error} title={t.failed} heading="p" onRetry={() => void refetch()} />
      )}
      {!data && !error && <Skeletons rows={1} />}
      {data?.data.length === 0 && <p className={classes.quiet}>{t.none}</p>}
      <ul className={classes.people}>
        {data?.data.map((person) => (
          <Person key={person.id} person={person} accountId={accountId} onSaid={setSaid} />
        ))}
      </ul>
      {isInviting && (
        <Suspense>
          <PersonDialog
            billing={billing}
            hasOwner={data?.data.some(({ role }) => role === 'owner') ?? false}
            onSaved={(person) => setSaid(t.sent(person.email))}
            onClose={() => setInviting(false)}
          />
        </Suspense>
      )}
    </Panel>
  )
}

interface PersonProps {
  person: AccountPerson
  accountId: string
  onSaid: (sentence: string | null) => void
}

function Person({ person, accountId, onSaid }: PersonProps) {
  const organization = useOrganization()
  const { slug, timeZone } = organization
  const queryClient = useQueryClient()
  const [asks, setAsks] = useState<'change' | 'end' | null>(null)
  const { name, email, role, mayPay, mayManageWallet, confirmedAt } = person
  const path = `/account-people/${person.id}`
  const refresh = () => queryClient.invalidateQueries(accountPeopleQuery(slug, accountId))
  const reason = whyNot(organization, 'clients.write')

  async function again(): Promise<void> {
    await call(slug, `${path}/invitations`, { method: 'POST' })
    onSaid(t.sent(email))
  }

  const items: MenuItem[] = [
    ...(confirmedAt === null
      ? [{ label: t.again, icon: <IconMail size={16} />, reason, run: () => void again() }]
      : []),
    ...(role === 'representative'
      ? [
          {
            label: t.change,
            icon: <IconPencil size={16} />,
            reason,
            run: () => setAsks('change'),
          },
        ]
      : []),
    { label: t.end, icon: <IconUserX size={16} />, reason, run: () => setAsks('end') },
  ]
  const state = confirmedAt === null ? t.waiting : t.since(instantText(confirmedAt, timeZone))
  return (
    <li className={classes.person}>
      <div className={classes.who}>
        <span>{name}</span>
        <span className={classes.quiet}>{email}</span>
        <span className={classes.quiet}>
          {[t[role], t.rights(mayPay, mayManageWallet), state].join(' · ')}
        </span>
      </div>
      <MenuButton groups={[{ items }]} aria-label={t.menu(name)} className={classes.menu}>
        <IconDots size={18} aria-hidden />
      </MenuButton>
      {asks === 'change' && (
        <Suspense>
          <PersonDialog
            person={person}
            accountId={accountId}
            onSaved={() => onSaid(null)}
            onClose={() => setAsks(null)}
          />
        </Suspense>
      )}
      {asks === 'end' && (
        <ConfirmDialog
          title={t.endTitle(name)}
          action={t.end}
          danger
          onConfirm={async () => {
            await call(slug, path, { method: 'DELETE' })
            await refresh()
          }}
          onClose={() => setAsks(null)}
        >
          {t.endText}
        </ConfirmDialog>
      )}
    </li>
  )
}
