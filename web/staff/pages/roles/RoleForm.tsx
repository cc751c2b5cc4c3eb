import { Button, Checkbox, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { toDecimal } from '../../../../src/kit/currency-text.ts'
import { parseAmount } from '../../../../src/kit/money.ts'
import type { Permission, StaffRole, WireMoney } from '../../../api/contract.ts'
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

const LIMITS = ['chargeLimit', 'refundLimit'] as const
type Limit = (typeof LIMITS)[number]

/** A limit as it is typed; nothing where there is none. */
function textOf(limit: WireMoney | null): string {
  return limit ? toDecimal(BigInt(limit.amount), limit.currency) : ''
}

export interface RoleValues {
  name: string
  description: string
  permissions: Permission[]
  chargeLimit: number | null
  refundLimit: number | null
}

type Role = Pick<
  StaffRole,
  'name' | 'description' | 'permissions' | 'chargeLimit' | 'refundLimit'
> &
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
  const [limits, setLimits] = useState({
    chargeLimit: textOf(role.chargeLimit),
    refundLimit: textOf(role.refundLimit),
  })
  const [granted, setGranted] = useState<ReadonlySet<Permission>>(new Set(role.permissions))
  const [isBusy, setBusy] = useState(false)
  const nameRef = useRef<HTMLInputElement>(null)
  const form = useFormProblem(['name', 'description', ...LIMITS])
  const isFixed = role.isOwner === true || whyNot(organization, 'roles.manage') !== null

  // The drawer may have been open before the role was known.
  useEffect(() => {
    if (!isFixed) nameRef.current?.focus()
  }, [isFixed])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (!name.trim()) return form.refuse('name', t.noName)
    const read: Record<Limit, number | null> = { chargeLimit: null, refundLimit: null }
    for (const limit of LIMITS) {
      if (limits[limit].trim() === '') continue
      const amount = parseAmount(limits[limit], currency, { minimum: 1n })
      if (!amount.ok) return form.refuse(limit, amount.message)
      read[limit] = Number(amount.amount)
    }
    setBusy(true)
    try {
      await onSave({
        name: name.trim(),
        description: description.trim(),
        permissions: [...granted],
        ...read,
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
          ref={nameRef}
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
        {!role.isOwner &&
          LIMITS.map((limit) => (
            <MoneyField
              key={limit}
              label={t.limits[limit]}
              description={t.limitHints[limit]}
              name={limit}
              currency={currency}
              minimum={1n}
              placeholder={t.noLimit}
              disabled={isFixed}
              text={limits[limit]}
              problem={form.at(limit)}
              onText={(text) => setLimits((before) => ({ ...before, [limit]: text }))}
            />
          ))}
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
