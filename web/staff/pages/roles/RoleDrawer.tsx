import { Drawer } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { call } from '../../../api/client.ts'
import type { RoleList } from '../../../api/contract.ts'
import { rolesQuery } from '../../../api/queries.ts'
import { common } from '../../../messages/en/common.ts'
import { permissions as t } from '../../../messages/en/permissions.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import { RoleForm, type RoleValues } from './RoleForm.tsx'

/** A drawer over the list, with an address of its own. */
export function NewRole() {
  const { me } = useOrganization()
  const change = useRoleChange()
  const close = useClose()
  const add = (values: RoleValues) => change('/roles', 'POST', values)
  return (
    <RoleDrawer title={t.newTitle} onClose={close}>
      <RoleForm
        role={{
          name: '',
          description: '',
          permissions: [],
          chargeLimit: me.chargeLimit,
          refundLimit: me.refundLimit,
        }}
        action={t.create}
        onSave={add}
        onClose={close}
      />
    </RoleDrawer>
  )
}

/** The same drawer over one role: all it may do, and a way to remove it. */
export function EditRole() {
  const slug = useSlug()
  const { roleId } = useParams({ strict: false }) as { roleId: string }
  const { data } = useQuery(rolesQuery(slug))
  const role = data?.data.find(({ id }) => id === roleId)
  const change = useRoleChange()
  const close = useClose()
  return (
    <RoleDrawer title={role?.name ?? t.title} onClose={close}>
      {role ? (
        <RoleForm
          role={role}
          action={common.save}
          onSave={(values) => change(`/roles/${role.id}`, 'PATCH', values)}
          onRemove={() => change(`/roles/${role.id}`, 'DELETE')}
          onClose={close}
        />
      ) : data ? (
        <EmptyState title={t.gone} />
      ) : (
        <Skeletons />
      )}
    </RoleDrawer>
  )
}

function useClose(): () => void {
  const slug = useSlug()
  const navigate = useNavigate()
  return () => void navigate({ to: paths.roles(slug) as never })
}

/** Sends a change; everything that depends on rights is read again, one's own too. */
function useRoleChange() {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const close = useClose()
  return async (path: string, method: 'POST' | 'PATCH' | 'DELETE', body?: RoleValues) => {
    const after = await call<RoleList>(slug, path, { method, body })
    queryClient.setQueryData(rolesQuery(slug).queryKey, after)
    close()
    await queryClient.invalidateQueries({ queryKey: ['o', slug] })
  }
}

interface DrawerProps {
  title: string
  onClose: () => void
  children: ReactNode
}

function RoleDrawer({ title, onClose, children }: DrawerProps) {
  return (
    <Drawer
      opened
      onClose={onClose}
      size={560}
      title={title}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {children}
    </Drawer>
  )
}
