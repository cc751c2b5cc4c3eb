import type { ReactNode } from 'react'
import classes from './StateBadge.module.css'

export type Tone = 'good' | 'wait' | 'warn' | 'bad' | 'quiet'

interface Props {
  tone: Tone
  icon: ReactNode
  children: ReactNode
}

/** A state as word and icon; the colour only repeats what they say. */
export function StateBadge({ tone, icon, children }: Props) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {icon}
      {children}
    </span>
  )
}
