import { Modal, Stack, Text, TextInput } from '@mantine/core'
import { IconSearch, IconUserPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { clientsQuery } from '../../../api/queries.ts'
import { common } from '../../../messages/en/common.ts'
import { paymentList as t } from '../../../messages/en/payment-list.ts'
import { cardDataIn } from '../../../ui/card-data.ts'
import { Money } from '../../../ui/Money.tsx'
import table from '../../../ui/table.module.css'
import { useDebounced } from '../../../ui/useDebounced.ts'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './PaymentList.module.css'

const SEARCH_PAUSE_MS = 150
const HITS_SHOWN = 8

/** Find who pays; the form for a new payment of that client opens. Enter takes the first. */
export function AddPayment({ onClose }: { onClose: () => void }) {
  const { slug, me } = useOrganization()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const withheld = cardDataIn(typed)
  const search = useDebounced(withheld ? '' : typed.trim(), SEARCH_PAUSE_MS)
  const { data, isPlaceholderData } = useQuery({
    ...clientsQuery(slug, { search }),
    enabled: search !== '',
  })
  // What was found for an earlier text must not be taken by Enter: it is another client.
  const isCurrent = search !== '' && search === typed.trim() && !isPlaceholderData
  const hits = isCurrent ? (data?.data.slice(0, HITS_SHOWN) ?? []) : []

  return (
    <Modal
      opened
      onClose={onClose}
      title={t.addTitle}
      closeButtonProps={{ 'aria-label': common.close }}
    >
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
              void navigate({ to: paths.newPayment(slug, first.id) as never })
            }
          }}
        />
        {hits.length > 0 ? (
          <ul className={classes.hits}>
            {hits.map((client) => (
              <li key={client.id}>
                <Link to={paths.newPayment(slug, client.id) as never} className={classes.hit}>
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
            {isCurrent && data ? t.addNobody : t.addHint}
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
