import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import type { StaffRole } from '../../../api/contract.ts'
import { rolesQuery } from '../../../api/queries.ts'
import { permissionNames } from '../../../messages/en/permission-names.ts'
import { permissions as t } from '../../../messages/en/permissions.ts'
import { Heads } from '../../../ui/cells.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import table from '../../../ui/table.module.css'
import { GuardedLink } from '../../guarded.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './Roles.module.css'

/** Who may do what: every role with how much it may and how many people have it. */
export function RolesPage() {
  const { slug } = useOrganization()
  const { data, error, refetch } = useQuery(rolesQuery(slug))
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  return (
    <Page
      title={t.title}
      subtitle={t.lead}
      actions={
        <GuardedLink
          needs="roles.manage"
          to={paths.newRole(slug)}
          leftSection={<IconPlus size={16} />}
        >
          {t.add}
        </GuardedLink>
      }
    >
      <Panel flush>
        {data ? (
          <table className={`${table.table} ${classes.roles}`}>
            <Heads left={[t.name, t.may]} right={[...Object.values(t.limits), t.people]} />
            <tbody className={table.rows}>
              {data.data.map((role) => (
                <RoleRow key={role.id} role={role} />
              ))}
            </tbody>
          </table>
        ) : (
          <Skeletons rows={5} />
        )}
      </Panel>
      <Outlet />
    </Page>
  )
}

const LIMITS = ['chargeLimit', 'refundLimit'] as const
const ALL = Object.keys(permissionNames).length

function RoleRow({ role }: { role: StaffRole }) {
  const { slug } = useOrganization()
  return (
    <tr>
      <td>
        <TextLink to={paths.role(slug, role.id)} className={table.strong}>
          {role.name}
        </TextLink>
        <div className={table.sub}>{role.description}</div>
      </td>
      <td>{t.countOf(role.permissions.length, ALL)}</td>
      {LIMITS.map((limit) => (
        <td key={limit} className={table.right}>
          <span className={classes.limitName}>{t.limits[limit]}</span>{' '}
          {role[limit] ? moneyText(role[limit]) : t.noLimit}
        </td>
      ))}
      <td className={table.right}>{t.peopleOf(role.people, role.invited)}</td>
    </tr>
  )
}
