import { IconAlertTriangle, IconArchive, IconCheck, IconClock, IconSend } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { MailState } from '../../../api/contract.ts'
import { outbox as t } from '../../../messages/en/outbox.ts'
import { StateBadge, type Tone } from '../../../ui/StateBadge.tsx'

const LOOKS: Record<MailState, { tone: Tone; icon: ReactNode }> = {
  queued: { tone: 'wait', icon: <IconClock aria-hidden /> },
  sending: { tone: 'wait', icon: <IconSend aria-hidden /> },
  sent: { tone: 'good', icon: <IconCheck aria-hidden /> },
  failed: { tone: 'bad', icon: <IconAlertTriangle aria-hidden /> },
  kept: { tone: 'warn', icon: <IconArchive aria-hidden /> },
}

/** What became of an e-mail, as a word with an icon. */
export function MailBadge({ state }: { state: MailState }) {
  return <StateBadge {...LOOKS[state]}>{t.states[state]}</StateBadge>
}

/** On its way: what a page looks at again by itself. */
export function isUnderway(state: MailState): boolean {
  return state === 'queued' || state === 'sending'
}
