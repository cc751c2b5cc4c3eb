import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { type ComponentProps, type FormEvent, type ReactNode, useState } from 'react'
import { common } from '../messages/en/common.ts'
import { email as t } from '../messages/en/email.ts'
import { useFormProblem } from '../ui/FormProblem.tsx'
import { GuardedButton } from './guarded.tsx'

interface Props {
  needs: ComponentProps<typeof GuardedButton>['needs']
  /** What the button says, and the dialog above its form. */
  name: string
  title: string
  /** Beside a row of a table; what it is about is read out. */
  smallAbout?: string
  /** The form, which closes the dialog when it is done. */
  children: (onDone: () => void) => ReactNode
}

/** A button that opens the dialog in which a document is mailed. */
export function EmailDialog({ needs, name, title, smallAbout, children }: Props) {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  const isSmall = smallAbout !== undefined
  return (
    <>
      <GuardedButton
        needs={needs}
        variant={isSmall ? 'subtle' : 'default'}
        size={isSmall ? 'compact-sm' : undefined}
        aria-label={smallAbout}
        leftSection={<IconMail size={isSmall ? 14 : 16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {name}
      </GuardedButton>
      {isOpen && (
        <Modal
          opened
          onClose={close}
          title={title}
          closeButtonProps={{ 'aria-label': common.close }}
        >
          {children(close)}
        </Modal>
      )}
    </>
  )
}

interface FormProps {
  /** Where it goes unless another address is typed. */
  address: string | null
  /** Whose address that is. */
  whose?: string
  /** What the API calls the address. */
  field?: string
  onSend: (to: string) => Promise<unknown>
  onDone: () => void
  /** Said below the address. */
  children?: ReactNode
}

/** Where a document goes is shown, and can be changed, before it does; once sent, it is not sent again. */
export function EmailForm(props: FormProps) {
  const { address, whose = t.onFile, field = 'to', onSend, onDone, children } = props
  const [to, setTo] = useState(address ?? '')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const form = useFormProblem([field])
  const isSent = sentTo !== null && sentTo === to.trim()

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (isSent) return onDone()
    if (form.withholds({ [field]: to })) return
    if (!to.trim()) return form.refuse(field, t.enter)
    await form.send(async () => {
      await onSend(to.trim())
      setSentTo(to.trim())
    })
  }

  return (
    <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        {form.summary}
        <TextInput
          label={t.to}
          description={address ? (to === address ? whose : ' ') : t.noneOnFile}
          name={field}
          type="email"
          autoComplete="off"
          data-autofocus
          value={to}
          error={form.at(field)}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        {sentTo && <p role="status">{t.queued(sentTo)}</p>}
        {children}
        <Group justify="flex-end">
          <Button type="submit" variant={isSent ? 'default' : 'filled'} loading={form.isBusy}>
            {isSent ? t.done : t.send(to.trim())}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
