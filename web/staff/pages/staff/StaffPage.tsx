import { NativeSelect } from '@mantine/core'
import { IconBan, IconCheck, IconUserPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import type { StaffList, StaffMember, StaffRole } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { rolesQuery, staffQuery } from '../../../api/queries.ts'
import { staff as t } from '../../../messages/en/staff.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { instantText } from '../../../ui/dates.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { ProblemSummary } from '../../../ui/FormProblem.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { StateBadge } from '../../../ui/StateBadge.tsx'
import table from '../../../ui/table.module.css'
import { GuardedButton, GuardedLink } from '../../guarded.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import classes from './Staff.module.css'

/** Who works here, as what, and who is invited. */
export function StaffPage() {
  const { slug, me } = useOrganization()
  const { data, error, refetch } = useQuery(staffQuery(slug))
  const { data: roles } = useQuery(rolesQuery(slug))
  const [problem, setProblem] = useState<Problem | null>(null)
  const change = useStaffChange(setProblem)
  const mayManage = me.permissions.includes('staff.manage')
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  return (
    <Page
      title={t.title}
      subtitle={data ? t.count(data.data.length) : ' '}
      actions={
        <GuardedLink
          needs="staff.manage"
          to={paths.inviteStaff(slug)}
          leftSection={<IconUserPlus size={16} />}
        >
          {t.invite}
        </GuardedLink>
      }
    >
      <div className={classes.stack}>
        {problem && <ProblemSummary problem={problem} />}
        <Panel flush>
          {data ? (
            <ScrollX label={t.title}>
              <table className={`${table.table} ${classes.members}`}>
                <thead>
                  <tr>
                    <th scope="col">{t.name}</th>
                    <th scope="col">{t.role}</th>
                    <th scope="col">{t.status}</th>
                    <th scope="col">{t.actions}</th>
                  </tr>
                </thead>
                <tbody className={table.rows}>
                  {data.data.map((member) => (
                    <MemberRow
                      key={member.id}
                      member={member}
                      mayManage={mayManage}
                      roles={roles?.data ?? []}
                      change={change}
                    />
                  ))}
                </tbody>
              </table>
            </ScrollX>
          ) : (
            <Skeletons rows={4} />
          )}
        </Panel>
        {data && data.invitations.length > 0 && <Invitations list={data} change={change} />}
      </div>
      <Outlet />
    </Page>
  )
}

type Change = (path: string, method: 'POST' | 'PATCH' | 'DELETE', body?: object) => Promise<void>

/** Sends a change; the answer is the list as it is after it. */
function useStaffChange(report: (problem: Problem | null) => void): Change {
  const slug = useSlug()
  const queryClient = useQueryClient()
  return async (path, method, body) => {
    report(null)
    try {
      const after = await call<StaffList>(slug, path, { method, body })
      queryClient.setQueryData(staffQuery(slug).queryKey, after)
    } catch (error) {
      report(asProblem(error))
    }
  }
}

interface MemberProps {
  member: StaffMember
  mayManage: boolean
  roles: StaffRole[]
  change: Change
}

function MemberRow({ member, mayManage, roles, change }: MemberProps) {
  const [isAsking, setAsking] = useState(false)
  const isDisabled = member.disabledAt !== null
  return (
    <tr>
      <td>
        <span className={table.strong}>{member.name}</span>
        {member.isYou && <span className={classes.you}>{t.you}</span>}
        <div className={table.sub}>{member.email}</div>
      </td>
      <td>
        {mayManage && !member.isYou && !isDisabled ? (
          <NativeSelect
            aria-label={t.roleOf(member.name)}
            className={classes.role}
            data={choicesOf(roles, member)}
            value={member.role}
            onChange={(event) =>
              void change(`/staff/${member.id}`, 'PATCH', { role: event.currentTarget.value })
            }
          />
        ) : (
          member.roleName
        )}
      </td>
      <td>
        <StateBadge
          tone={isDisabled ? 'quiet' : 'good'}
          icon={isDisabled ? <IconBan aria-hidden /> : <IconCheck aria-hidden />}
        >
          {isDisabled ? t.disabled : t.active}
        </StateBadge>
      </td>
      <td>
        {!member.isYou && (
          <GuardedButton
            needs="staff.manage"
            variant="default"
            size="compact-sm"
            onClick={() =>
              isDisabled ? void change(`/staff/${member.id}/enable`, 'POST') : setAsking(true)
            }
          >
            {isDisabled ? t.enable : t.disable}
          </GuardedButton>
        )}
        {isAsking && (
          <ConfirmDialog
            title={t.disableTitle(member.name)}
            action={t.disableAction(member.name)}
            onConfirm={() => change(`/staff/${member.id}/disable`, 'POST')}
            onClose={() => setAsking(false)}
          >
            {t.disableText}
          </ConfirmDialog>
        )}
      </td>
    </tr>
  )
}

function choicesOf(roles: StaffRole[], member: StaffMember) {
  const choices = roles.map((role) => ({ value: role.id, label: role.name }))
  return choices.length > 0 ? choices : [{ value: member.role, label: member.roleName }]
}

interface InvitationsProps {
  list: StaffList
  change: Change
}

function Invitations({ list, change }: InvitationsProps) {
  const { timeZone } = useOrganization()
  return (
    <Panel title={t.invitations} flush>
      <ul className={classes.invitations}>
        {list.invitations.map((invitation) => (
          <li key={invitation.id}>
            <span>
              <span className={table.strong}>{invitation.email}</span>
              <span className={table.sub}>
                {' '}
                {t.invitedAs(invitation.roleName)},{' '}
                {t.expires(instantText(invitation.expiresAt, timeZone))}
              </span>
            </span>
            <GuardedButton
              needs="staff.manage"
              variant="default"
              size="compact-sm"
              aria-label={t.withdrawOf(invitation.email)}
              onClick={() => void change(`/staff/invitations/${invitation.id}`, 'DELETE')}
            >
              {t.withdraw}
            </GuardedButton>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
