import { IconArrowsExchange, IconGift, IconListSearch, IconWallet } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { Billing } from '../../../api/contract.ts'
import { billing as t } from '../../../messages/en/billing.ts'
import type { MenuGroup } from '../../../ui/MenuButton.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, whyNot } from '../../shell/organization.tsx'

/** What can be done with the credit of an account, for the menu of its client. */
export function useCreditItems({ client }: Billing): MenuGroup {
  const organization = useOrganization()
  const navigate = useNavigate()
  const { slug } = organization
  const mayNotUse = whyNot(organization, 'payments.reconcile')
  const mayNotGive = whyNot(organization, 'credits.give')
  const go = (to: string) => () => void navigate({ to: to as never })
  return {
    title: t.creditMenu,
    items: [
      {
        label: t.creditUseItem,
        icon: <IconWallet size={16} aria-hidden />,
        reason: mayNotUse,
        run: go(paths.reconcileAccount(slug, client.id)),
      },
      {
        label: t.creditGiveItem,
        icon: <IconGift size={16} aria-hidden />,
        reason: mayNotGive ?? (client.archived ? t.archived : null),
        run: go(paths.giveCredit(slug, client.id)),
      },
      {
        label: t.creditTransferItem,
        icon: <IconArrowsExchange size={16} aria-hidden />,
        reason: mayNotGive,
        run: go(paths.transferCredit(slug, client.id)),
      },
      {
        label: t.creditSeeItem,
        icon: <IconListSearch size={16} aria-hidden />,
        run: go(paths.credit(slug, client.id)),
      },
    ],
  }
}
