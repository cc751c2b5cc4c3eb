import { Modal, Stack, Text, TextInput } from '@mantine/core'
import { IconSearch, IconUserPlus } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { common } from '../../../messages/en/common.ts'
import { paymentList as t } from '../../../messages/en/payment-list.ts'
import { Money } from '../../../ui/Money.tsx'
import table from '../../../ui/table.module.css'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { useClientSearch } from '../../use-client-search.ts'
import classes from './PaymentList.module.css'

interface Props {
  title: string
  /** Where a client's form is. */
  toOf: (clientId: string) => string
  onClose: () => void
}

/** Find who it is for; the form of that client opens. Enter takes the first. */
export function ChooseClient({ title, toOf, onClose }: Props) {
  const { slug, me } = useOrganization()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const { withheld, hits, isNobody } = useClientSearch(typed)

  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': common.close }}>
      <Stack gap="sm">
        <TextInput
          data-autofocus
          type="search"
          aria-label={t.addSearch}
          placeholder={t.addSearch}
          autoComplete="off"
          value={typed}
          error={withheld}
          leftSection={<IconSearch size={16} aria-hidden />}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            const first = hits[0]
            if (event.key === 'Enter' && first) {
              void navigate({ to: toOf(first.id) as never })
            }
          }}
        />
        {hits.length > 0 ? (
          <ul className={classes.hits}>
            {hits.map((client) => (
              <li key={client.id}>
                <Link to={toOf(client.id) as never} className={classes.hit}>
                  <span>
                    {client.name}
                    <span className={table.sub}> {client.number}</span>
                  </span>
                  <Money value={client.balance} muteZero />
                </Link>
              </li>
            ))}
          </ul>
        ) : (
          <Text size="sm" c="dimmed" role="status">
            {isNobody ? t.addNobody : t.addHint}
          </Text>
        )}
        {me.permissions.includes('clients.write') && (
          <LinkButton
            to={paths.newClient(slug)}
            variant="default"
            leftSection={<IconUserPlus size={16} aria-hidden />}
          >
            {t.newClient}
          </LinkButton>
        )}
      </Stack>
    </Modal>
  )
}
