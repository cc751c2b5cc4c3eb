import { Button, Checkbox, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { toDecimal } from '../../../../src/kit/currency-text.ts'
import { parseAmount } from '../../../../src/kit/money.ts'
import type { Permission, StaffRole } from '../../../api/contract.ts'
import { common } from '../../../messages/en/common.ts'
import { permissionNames } from '../../../messages/en/permission-names.ts'
import { permissions as t } from '../../../messages/en/permissions.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { GuardedButton } from '../../guarded.tsx'
import { useOrganization, whyNot } from '../../shell/organization.tsx'
import classes from './Roles.module.css'

export interface RoleValues {
  name: string
  description: string
  permissions: Permission[]
  chargeLimit: number | null
}

type Role = Pick<StaffRole, 'name' | 'description' | 'permissions' | 'chargeLimit'> &
  Partial<StaffRole>

interface Props {
  role: Role
  action: string
  onSave: (values: RoleValues) => Promise<void>
  onRemove?: () => Promise<void>
  onClose: () => void
}

/** All a role may do, permission by permission, each with what it lets people do. */
export function RoleForm({ role, action, onSave, onRemove, onClose }: Props) {
  const organization = useOrganization()
  const { currency } = organization
  const [name, setName] = useState(role.name)
  const [description, setDescription] = useState(role.description)
  const [limit, setLimit] = useState(
    role.chargeLimit ? toDecimal(BigInt(role.chargeLimit.amount), currency) : '',
  )
  const [granted, setGranted] = useState<ReadonlySet<Permission>>(new Set(role.permissions))
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(['name', 'description', 'chargeLimit'])
  const isFixed = role.isOwner === true || whyNot(organization, 'roles.manage') !== null

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (!name.trim()) return form.refuse('name', t.noName)
    const amount = limit.trim() ? parseAmount(limit, currency, { minimum: 1n }) : null
    if (amount && !amount.ok) return form.refuse('chargeLimit', amount.message)
    setBusy(true)
    try {
      await onSave({
        name: name.trim(),
        description: description.trim(),
        permissions: [...granted],
        chargeLimit: amount && Number(amount.amount),
      })
    } catch (error) {
      form.report(error)
      setBusy(false)
    }
  }

  return (
    <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        {form.summary}
        {role.isOwner && <Notice tone="quiet">{t.ownerFixed}</Notice>}
        <TextInput
          label={t.name}
          name="name"
          autoComplete="off"
          data-autofocus={!isFixed || undefined}
          disabled={isFixed}
          value={name}
          error={form.at('name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t.description}
          name="description"
          autoComplete="off"
          disabled={isFixed}
          value={description}
          error={form.at('description')}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        {!role.isOwner && (
          <MoneyField
            label={t.limit}
            description={t.limitHint}
            name="chargeLimit"
            currency={currency}
            minimum={1n}
            placeholder={t.noLimit}
            disabled={isFixed}
            text={limit}
            problem={form.at('chargeLimit')}
            onText={setLimit}
          />
        )}
        <Permissions granted={granted} isFixed={isFixed} onChange={setGranted} />
        <div className={classes.foot}>
          {onRemove && !role.isOwner && <Remove role={role} onRemove={onRemove} />}
          <span className={classes.space} />
          <Button variant="default" onClick={onClose}>
            {isFixed ? common.close : common.cancel}
          </Button>
          {!role.isOwner && <Save isBusy={isBusy} action={action} />}
        </div>
      </Stack>
    </form>
  )
}

function Save({ isBusy, action }: { isBusy: boolean; action: string }) {
  const reason = whyNot(useOrganization(), 'roles.manage')
  if (reason !== null) return <BlockedButton reason={reason}>{action}</BlockedButton>
  return (
    <Button type="submit" loading={isBusy}>
      {action}
    </Button>
  )
}

interface PermissionsProps {
  granted: ReadonlySet<Permission>
  isFixed: boolean
  onChange: (granted: ReadonlySet<Permission>) => void
}

function Permissions({ granted, isFixed, onChange }: PermissionsProps) {
  const { me } = useOrganization()

  function toggle(permission: Permission): void {
    const next = new Set(granted)
    if (!next.delete(permission)) next.add(permission)
    onChange(next)
  }

  return t.groups.map((group) => (
    <fieldset key={group.name} className={classes.group}>
      <legend>{group.name}</legend>
      {group.permissions.map((permission) => {
        const isGranted = granted.has(permission)
        // What one has not cannot be given, but it can be taken away.
        const isOutOfReach = !me.permissions.includes(permission) && !isGranted
        return (
          <Checkbox
            key={permission}
            label={permissionNames[permission]}
            description={isOutOfReach && !isFixed ? t.notYours : t.explains[permission]}
            checked={isGranted}
            disabled={isFixed || isOutOfReach}
            onChange={() => toggle(permission)}
          />
        )
      })}
    </fieldset>
  ))
}

function Remove({ role, onRemove }: { role: Role; onRemove: () => Promise<void> }) {
  const [isAsking, setAsking] = useState(false)
  const { people = 0, invited = 0 } = role
  if (people + invited > 0) {
    const reason = t.inUse(t.peopleOf(people, invited))
    return <BlockedButton reason={reason}>{t.remove}</BlockedButton>
  }
  return (
    <>
      <GuardedButton needs="roles.manage" variant="default" onClick={() => setAsking(true)}>
        {t.remove}
      </GuardedButton>
      {isAsking && (
        <ConfirmDialog
          title={t.removeTitle(role.name)}
          action={t.removeAction(role.name)}
          onConfirm={onRemove}
          onClose={() => setAsking(false)}
        >
          {t.removeText}
        </ConfirmDialog>
      )}
    </>
  )
}
