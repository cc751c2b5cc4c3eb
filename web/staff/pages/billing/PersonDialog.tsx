import { Button, Checkbox, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { AccountPerson, Billing } from '../../../api/contract.ts'
import { accountPeopleQuery } from '../../../api/queries.ts'
import { common } from '../../../messages/en/common.ts'
import { people as t } from '../../../messages/en/people.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { useSlug } from '../../shell/organization.tsx'

type Props = {
  onSaved: (person: AccountPerson) => void
  onClose: () => void
} & (
  | { billing: Billing; hasOwner: boolean; person?: undefined; accountId?: undefined }
  | { person: AccountPerson; accountId: string; billing?: undefined }
)

/** Invites somebody to an account, or changes what a representative may do there. */
export function PersonDialog(props: Props) {
  const { person, billing, onSaved, onClose } = props
  const slug = useSlug()
  const queryClient = useQueryClient()
  const form = useFormProblem(['email', 'name', 'role'])
  const isFirst = billing !== undefined && !props.hasOwner
  const [name, setName] = useState(isFirst ? billing.client.name : '')
  const [email, setEmail] = useState(isFirst ? (billing.client.email ?? '') : '')
  const [role, setRole] = useState<'owner' | 'representative'>(isFirst ? 'owner' : 'representative')
  const [mayPay, setMayPay] = useState(person?.mayPay ?? true)
  const [mayManageWallet, setMayManageWallet] = useState(person?.mayManageWallet ?? false)
  const [isBusy, setBusy] = useState(false)
  const accountId = billing ? billing.account.id : props.accountId

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (isBusy || form.withholds({ name, email })) return
    form.clear()
    setBusy(true)
    try {
      const saved = person
        ? await call<AccountPerson>(slug, `/account-people/${person.id}`, {
            method: 'PATCH',
            body: { mayPay, mayManageWallet },
          })
        : await call<AccountPerson>(slug, `/accounts/${accountId}/people`, {
            method: 'POST',
            body: {
              name,
              email,
              role,
              ...(role === 'representative' ? { mayPay, mayManageWallet } : {}),
            },
          })
      await queryClient.invalidateQueries(accountPeopleQuery(slug, accountId))
      onSaved(saved)
      onClose()
    } catch (error) {
      form.report(error)
      setBusy(false)
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={billing ? t.inviteTitle(billing.account.name) : t.changeTitle(person.name)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form ref={form.formRef} noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {form.summary}
          {billing && (
            <>
              <TextInput
                label={t.name}
                name="name"
                autoComplete="off"
                data-autofocus
                value={name}
                error={form.at('name')}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <TextInput
                label={t.email}
                name="email"
                type="email"
                autoComplete="off"
                value={email}
                error={form.at('email')}
                onChange={(event) => setEmail(event.currentTarget.value)}
              />
              <NativeSelect
                label={t.role}
                name="role"
                value={role}
                error={form.at('role')}
                description={role === 'owner' ? t.ownerHint : t.representativeHint}
                data={[
                  ...(isFirst ? [{ value: 'owner', label: t.owner }] : []),
                  { value: 'representative', label: t.representative },
                ]}
                onChange={(event) => setRole(event.currentTarget.value as typeof role)}
              />
            </>
          )}
          {role === 'representative' && (
            <>
              <Checkbox
                label={t.mayPay}
                checked={mayPay}
                onChange={(event) => setMayPay(event.currentTarget.checked)}
              />
              <Checkbox
                label={t.mayManageWallet}
                checked={mayManageWallet}
                onChange={(event) => setMayManageWallet(event.currentTarget.checked)}
              />
            </>
          )}
          <Button type="submit" loading={isBusy}>
            {billing ? t.send : t.save}
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
