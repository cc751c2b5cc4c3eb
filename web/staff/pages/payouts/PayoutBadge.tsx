import { IconArrowBackUp, IconBan, IconBuildingBank, IconTruckDelivery } from '@tabler/icons-react'
import type { Payout } from '../../../api/contract.ts'
import { payouts as t } from '../../../messages/en/payouts.ts'
import { StateBadge, type Tone } from '../../../ui/StateBadge.tsx'

const LOOKS: Record<Payout['state'], { tone: Tone; icon: typeof IconBan }> = {
  pending: { tone: 'wait', icon: IconTruckDelivery },
  in_transit: { tone: 'wait', icon: IconTruckDelivery },
  paid: { tone: 'good', icon: IconBuildingBank },
  failed: { tone: 'bad', icon: IconArrowBackUp },
  canceled: { tone: 'quiet', icon: IconBan },
}

export function PayoutBadge({ state }: { state: Payout['state'] }) {
  const { tone, icon: Icon } = LOOKS[state]
  return (
    <StateBadge tone={tone} icon={<Icon size={14} aria-hidden />}>
      {t.states[state]}
    </StateBadge>
  )
}
