import { Button, Drawer, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Client } from '../../../api/contract.ts'
import { billingQuery } from '../../../api/queries.ts'
import { clients as t } from '../../../messages/en/clients.ts'
import { common } from '../../../messages/en/common.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { paths } from '../../paths.ts'
import { useSlug } from '../../shell/organization.tsx'
import classes from './ClientList.module.css'

/** A drawer over the list, with an address of its own. */
export function NewClient() {
  const slug = useSlug()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const close = () =>
    void navigate({
      to: paths.clients(slug) as never,
      search: ((before: object) => before) as never,
    })

  async function add(values: ClientValues, thenPay: boolean): Promise<void> {
    const client = await call<Client>(slug, '/clients', { method: 'POST', body: values })
    void queryClient.invalidateQueries({ queryKey: ['o', slug, 'clients'] })
    const next = thenPay ? paths.newPayment(slug, client.id) : paths.billing(slug, client.id)
    await navigate({ to: next as never })
  }

  return (
    <ClientDrawer title={t.newClient} onClose={close}>
      <ClientForm isNew onSave={add} onClose={close} />
    </ClientDrawer>
  )
}

/** The same drawer over the client's billing. */
export function EditClient() {
  const slug = useSlug()
  const { clientId } = useParams({ strict: false }) as { clientId: string }
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { data } = useQuery(billingQuery(slug, clientId))
  const close = () => void navigate({ to: paths.billing(slug, clientId) as never })

  async function save(values: ClientValues): Promise<void> {
    await call(slug, `/clients/${clientId}`, { method: 'PATCH', body: values })
    await queryClient.invalidateQueries({ queryKey: ['o', slug] })
    close()
  }

  return (
    <ClientDrawer title={t.editClient} onClose={close}>
      {data ? <ClientForm client={data.client} onSave={save} onClose={close} /> : <Skeletons />}
    </ClientDrawer>
  )
}

interface DrawerProps {
  title: string
  onClose: () => void
  children: ReactNode
}

function ClientDrawer({ title, onClose, children }: DrawerProps) {
  return (
    <Drawer
      opened
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {children}
    </Drawer>
  )
}

interface ClientValues {
  name: string
  email: string | null
  phone: string | null
}

interface FormProps {
  client?: Client
  isNew?: boolean
  onSave: (values: ClientValues, thenPay: boolean) => Promise<void>
  onClose: () => void
}

function ClientForm({ client, isNew = false, onSave, onClose }: FormProps) {
  const [name, setName] = useState(client?.name ?? '')
  const [email, setEmail] = useState(client?.email ?? '')
  const [phone, setPhone] = useState(client?.phone ?? '')
  const [busy, setBusy] = useState<'save' | 'pay' | null>(null)
  const form = useFormProblem(['name', 'email', 'phone'])

  async function submit(thenPay: boolean): Promise<void> {
    form.clear()
    if (!name.trim()) return form.refuse('name', t.noName)
    if (form.withholds({ name, email, phone })) return
    setBusy(thenPay ? 'pay' : 'save')
    try {
      await onSave(
        { name: name.trim(), email: email.trim() || null, phone: phone.trim() || null },
        thenPay,
      )
    } catch (error) {
      form.report(error)
      setBusy(null)
    }
  }

  return (
    <form
      ref={form.formRef}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void submit(false)
      }}
    >
      <Stack gap="md">
        {form.summary}
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
          inputMode="email"
          autoComplete="off"
          value={email}
          error={form.at('email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <TextInput
          label={t.phone}
          name="phone"
          type="tel"
          autoComplete="off"
          value={phone}
          error={form.at('phone')}
          onChange={(event) => setPhone(event.currentTarget.value)}
        />
        {isNew && (
          <Text size="sm" c="dimmed">
            {t.accountHint}
          </Text>
        )}
        <div className={classes.formFoot}>
          {isNew ? (
            <Button variant="default" loading={busy === 'pay'} onClick={() => void submit(true)}>
              {t.addAndPay}
            </Button>
          ) : (
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
          )}
          <Button type="submit" loading={busy === 'save'}>
            {isNew ? t.add : common.save}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
