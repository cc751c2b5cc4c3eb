import { Drawer } from '@mantine/core'
import { skipToken, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Billing, MoneyInHand, Permission } from '../../../api/contract.ts'
import { billingQuery, moneyQuery } from '../../../api/queries.ts'
import { billing as b } from '../../../messages/en/billing.ts'
import { common } from '../../../messages/en/common.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, whyNot } from '../../shell/organization.tsx'

export interface MoneyShown {
  billing: Billing
  money: MoneyInHand
}

interface Props {
  title: (account: string) => string
  size?: number
  /** Without it the drawer says what is missing. */
  needs?: Permission
  children: (shown: MoneyShown) => ReactNode
}

/** A drawer over a client's billing about the money of their account. */
export function MoneyDrawer({ title, size = 540, needs, children }: Props) {
  const organization = useOrganization()
  const { slug } = organization
  const { clientId } = useParams({ strict: false }) as { clientId: string }
  const navigate = useNavigate()
  const billing = useQuery(billingQuery(slug, clientId))
  const accountId = billing.data?.account.id
  const { data, error, refetch } = useQuery({
    ...moneyQuery(slug, accountId ?? ''),
    ...(accountId ? {} : { queryFn: skipToken }),
  })
  const failed = billing.error ?? error
  const refused = needs ? whyNot(organization, needs) : null
  return (
    <Drawer
      opened
      size={size}
      onClose={() => void navigate({ to: paths.billing(slug, clientId) as never })}
      title={data ? title(data.name) : b.creditMenu}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {refused ? (
        <Notice tone="warn">{refused}</Notice>
      ) : billing.data && data ? (
        children({ billing: billing.data, money: data })
      ) : failed ? (
        <FailedState
          heading="p"
          error={failed}
          onRetry={() => void (billing.error ? billing.refetch() : refetch())}
        />
      ) : (
        <Skeletons rows={4} />
      )}
    </Drawer>
  )
}
