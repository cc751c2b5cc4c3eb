import { IconBan, IconClockX, IconHandStop, IconShieldCheck } from '@tabler/icons-react'
import type { ConsentRow } from '../../../api/contract.ts'
import { consents as t } from '../../../messages/en/consents.ts'
import { StateBadge, type Tone } from '../../../ui/StateBadge.tsx'

const LOOKS: Record<ConsentRow['state'], { tone: Tone; icon: typeof IconBan }> = {
  inForce: { tone: 'good', icon: IconShieldCheck },
  revoked: { tone: 'bad', icon: IconHandStop },
  ended: { tone: 'quiet', icon: IconClockX },
  notSaved: { tone: 'quiet', icon: IconBan },
}

export function ConsentBadge({ state }: { state: ConsentRow['state'] }) {
  const { tone, icon: Icon } = LOOKS[state]
  return (
    <StateBadge tone={tone} icon={<Icon size={14} aria-hidden />}>
      {t.states[state]}
    </StateBadge>
  )
}
