import {
  Button,
  CopyButton,
  Group,
  Modal,
  NativeSelect,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { InvitationMade } from '../../../api/contract.ts'
import { rolesQuery, staffQuery } from '../../../api/queries.ts'
import { common } from '../../../messages/en/common.ts'
import { staff as t } from '../../../messages/en/staff.ts'
import { instantText } from '../../../ui/dates.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './Staff.module.css'

/** Makes a link that is shown once; no mail server is needed. */
export function InviteStaff() {
  const { slug } = useOrganization()
  const navigate = useNavigate()
  const [made, setMade] = useState<InvitationMade | null>(null)
  const close = () => void navigate({ to: paths.staff(slug) as never })
  return (
    <Modal
      opened
      onClose={close}
      closeOnClickOutside={made === null}
      title={made ? t.linkTitle : t.inviteTitle}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {made ? <TheLink made={made} onDone={close} /> : <InviteForm onMade={setMade} />}
    </Modal>
  )
}

function InviteForm({ onMade }: { onMade: (made: InvitationMade) => void }) {
  const { slug } = useOrganization()
  const queryClient = useQueryClient()
  const [email, setEmail] = useState('')
  const { data: roles } = useQuery(rolesQuery(slug))
  const [chosen, setChosen] = useState('frontDesk')
  // The usual one, unless this business has removed it.
  const role = roles?.data.find(({ id }) => id === chosen) ?? roles?.data.at(-1)
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(['email', 'role'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (!email.trim()) return form.refuse('email', t.noEmail)
    setBusy(true)
    try {
      const body = { email: email.trim(), role: role?.id }
      onMade(await call<InvitationMade>(slug, '/staff/invitations', { method: 'POST', body }))
      void queryClient.invalidateQueries(staffQuery(slug))
    } catch (error) {
      form.report(error)
      setBusy(false)
    }
  }

  return (
    <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        {form.summary}
        <TextInput
          label={t.email}
          name="email"
          type="email"
          autoComplete="off"
          data-autofocus
          value={email}
          error={form.at('email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NativeSelect
          label={t.role}
          name="role"
          description={role?.description}
          data={roles?.data.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          value={role?.id}
          error={form.at('role')}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={isBusy}>
            {t.makeLink}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function TheLink({ made, onDone }: { made: InvitationMade; onDone: () => void }) {
  const { timeZone } = useOrganization()
  return (
    <Stack gap="md">
      <Text>{t.linkText(made.email, instantText(made.expiresAt, timeZone))}</Text>
      <code className={classes.link}>{made.url}</code>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone}>
          {t.done}
        </Button>
        <CopyButton value={made.url} timeout={3_000}>
          {({ copied, copy }) => (
            <Button data-autofocus onClick={copy}>
              {copied ? t.copied : t.copyLink}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  )
}
