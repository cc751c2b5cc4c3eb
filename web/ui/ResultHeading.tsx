import { Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import classes from './ResultHeading.module.css'
import type { Tone } from './StateBadge.tsx'

export interface ResultLook {
  tone: Tone
  icon: ReactNode
}

interface Props extends ResultLook {
  /** What it is the result of: a new state is a new heading. */
  state: string
  children: string
}

/** What came of it. Takes the focus whenever the state changes, so that it is read out. */
export function ResultHeading({ state, tone, icon, children }: Props) {
  const ref = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new state is a new heading.
  useEffect(() => {
    ref.current?.focus()
  }, [state])
  return (
    <div className={classes.head}>
      <span className={classes.icon} data-tone={tone}>
        {icon}
      </span>
      <Title order={2} ref={ref} tabIndex={-1}>
        {children}
      </Title>
    </div>
  )
}
