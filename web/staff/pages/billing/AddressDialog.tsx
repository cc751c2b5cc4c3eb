import { Button, Group, Modal, Stack } from '@mantine/core'
import type { FormEvent } from 'react'
import type { Method } from '../../../api/contract.ts'
import { AddressFields } from '../../../billing/AddressFields.tsx'
import {
  type Address,
  addressFields,
  missingIn,
  useBillingAddress,
} from '../../../billing/billing-address.ts'
import { billingAddress as t } from '../../../messages/en/billing-address.ts'
import { common } from '../../../messages/en/common.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { useOrganization } from '../../shell/organization.tsx'

interface Props {
  method: Method
  onSave: (billingAddress: Address) => Promise<void>
  onClose: () => void
}

/** How the request calls it. */
const ADDRESS = 'billingAddress'

/** Where the statements of a saved method go, corrected. */
export function AddressDialog({ method, onSave, onClose }: Props) {
  const { currency } = useOrganization()
  const { address, setAddress } = useBillingAddress([method], currency)
  const form = useFormProblem(addressFields(ADDRESS))

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    const missing = missingIn(address)
    if (missing) return form.refuse(`${ADDRESS}.${missing.part}`, missing.detail)
    await form.send(async () => {
      await onSave(address)
      onClose()
    })
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t.editTitle(method.name)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          {form.summary}
          <AddressFields
            address={address}
            onAddress={setAddress}
            knownFrom={null}
            prefix={ADDRESS}
            problemAt={form.at}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={form.isBusy}>
              {t.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
