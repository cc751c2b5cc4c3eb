import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import { common } from '../../../messages/en/common.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { GuardedButton } from '../../guarded.tsx'
import { useSlug } from '../../shell/organization.tsx'

interface Props {
  about: { number: string; sendTo: string | null }
  path: string
  /** Said below the address. */
  note?: string
  label?: string
  isSmall?: boolean
}

/** Mails an invoice or a credit note; where it goes is shown, and can be changed, before it does. */
export function EmailDocument(props: Props) {
  const { about, label, isSmall = false } = props
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <GuardedButton
        needs="invoices.issue"
        variant={isSmall ? 'subtle' : 'default'}
        size={isSmall ? 'compact-sm' : undefined}
        aria-label={label}
        leftSection={<IconMail size={isSmall ? 14 : 16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t.email}
      </GuardedButton>
      {isOpen && (
        <Modal
          opened
          onClose={() => setOpen(false)}
          title={t.emailTitle(about.number)}
          closeButtonProps={{ 'aria-label': common.close }}
        >
          <EmailForm {...props} />
        </Modal>
      )}
    </>
  )
}

function EmailForm({ about, path, note }: Props) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [to, setTo] = useState(about.sendTo ?? '')
  const [isBusy, setBusy] = useState(false)
  const [sentTo, setSentTo] = useState<string | null>(null)
  const form = useFormProblem(['to'])
  const hint = about.sendTo ? (to === about.sendTo ? t.emailOnFile : ' ') : t.emailNone

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    setSentTo(null)
    if (form.withholds({ to })) return
    if (!to.trim()) return form.refuse('to', t.emailEnter)
    setBusy(true)
    try {
      await call(slug, path, { method: 'POST', body: { to } })
      setSentTo(to.trim())
      void queryClient.invalidateQueries({ queryKey: ['o', slug, 'invoice'] })
    } catch (error) {
      form.report(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        {form.summary}
        <TextInput
          label={t.emailTo}
          description={hint}
          name="to"
          type="email"
          autoComplete="off"
          data-autofocus
          value={to}
          error={form.at('to')}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        {note && <p>{note}</p>}
        {sentTo && <p role="status">{t.emailQueued(sentTo)}</p>}
        <Group justify="flex-end">
          <Button type="submit" loading={isBusy}>
            {t.emailSend(to.trim())}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
