import {
  IconCheck,
  IconClock,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
} from '@tabler/icons-react'
import type { RunState } from '../../../api/contract.ts'
import { runs as t } from '../../../messages/en/runs.ts'
import { StateBadge, type Tone } from '../../../ui/StateBadge.tsx'

const LOOKS: Record<RunState, { tone: Tone; icon: typeof IconCheck }> = {
  draft: { tone: 'quiet', icon: IconPencil },
  scheduled: { tone: 'wait', icon: IconClock },
  running: { tone: 'wait', icon: IconPlayerPlay },
  paused: { tone: 'warn', icon: IconPlayerPause },
  stopped: { tone: 'quiet', icon: IconPlayerStop },
  finished: { tone: 'good', icon: IconCheck },
}

export function RunBadge({ state }: { state: RunState }) {
  const { tone, icon: Icon } = LOOKS[state]
  return (
    <StateBadge tone={tone} icon={<Icon size={14} aria-hidden />}>
      {t.states[state]}
    </StateBadge>
  )
}
