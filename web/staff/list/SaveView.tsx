import { Button, Checkbox, Modal, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../api/client.ts'
import type { SavedView } from '../../api/contract.ts'
import { savedViewsQuery } from '../../api/queries.ts'
import { common } from '../../messages/en/common.ts'
import { savedViews as t } from '../../messages/en/saved-views.ts'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import { useOrganization } from '../shell/organization.tsx'

interface Props {
  page: SavedView['page']
  query: Record<string, string>
  columns: string[]
  onClose: () => void
}

/** Gives what is shown now a name. */
export function SaveView({ page, query, columns, onClose }: Props) {
  const { slug } = useOrganization()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [isShared, setShared] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(['name'])

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (form.withholds({ name })) return
    setBusy(true)
    try {
      const body = { page, name, isShared, query, columns }
      await call(slug, '/saved-views', { method: 'POST', body })
      await queryClient.invalidateQueries({ queryKey: savedViewsQuery(slug, page).queryKey })
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
      title={t.saveTitle}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form ref={form.formRef} noValidate onSubmit={(event) => void save(event)}>
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
          <Checkbox
            label={t.share}
            checked={isShared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
          <Button type="submit" loading={isBusy}>
            {common.save}
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
