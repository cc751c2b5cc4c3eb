import {
  IconAlertTriangle,
  IconBan,
  IconBuildingBank,
  IconCheck,
  IconCircleX,
  IconLoader2,
  IconShieldQuestion,
  IconUserQuestion,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { PaymentState } from '../../../api/contract.ts'
import { common } from '../../../messages/en/common.ts'
import { StateBadge, type Tone } from '../../../ui/StateBadge.tsx'

const LOOKS: Record<PaymentState, { tone: Tone; icon: ReactNode }> = {
  created: { tone: 'wait', icon: <IconLoader2 aria-hidden /> },
  confirming: { tone: 'wait', icon: <IconLoader2 aria-hidden /> },
  requires_action: { tone: 'warn', icon: <IconShieldQuestion aria-hidden /> },
  processing: { tone: 'wait', icon: <IconBuildingBank aria-hidden /> },
  succeeded: { tone: 'good', icon: <IconCheck aria-hidden /> },
  failed: { tone: 'bad', icon: <IconCircleX aria-hidden /> },
  unknown: { tone: 'warn', icon: <IconAlertTriangle aria-hidden /> },
  canceled: { tone: 'quiet', icon: <IconBan aria-hidden /> },
  review: { tone: 'warn', icon: <IconUserQuestion aria-hidden /> },
}

/** The state of a payment as word and icon. */
export function PaymentBadge({ state }: { state: PaymentState }) {
  const { tone, icon } = LOOKS[state]
  return (
    <StateBadge tone={tone} icon={icon}>
      {common.paymentStates[state]}
    </StateBadge>
  )
}
