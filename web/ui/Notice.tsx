import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconClockHour4,
  IconInfoCircle,
} from '@tabler/icons-react'
import type { ReactNode, Ref } from 'react'
import classes from './Notice.module.css'
import type { Tone } from './StateBadge.tsx'

const ICONS: Record<Tone, typeof IconInfoCircle> = {
  good: IconCircleCheck,
  wait: IconClockHour4,
  warn: IconAlertTriangle,
  bad: IconCircleX,
  quiet: IconInfoCircle,
}

interface Props {
  tone: Tone
  title?: ReactNode
  children?: ReactNode
  /** Links and buttons under the text. */
  actions?: ReactNode
  role?: 'alert' | 'status'
  ref?: Ref<HTMLDivElement>
  focusable?: boolean
}

/** A sentence that must be seen where it stands. */
export function Notice({ tone, title, children, actions, role, ref, focusable }: Props) {
  const Icon = ICONS[tone]
  return (
    <div
      ref={ref}
      role={role}
      tabIndex={focusable ? -1 : undefined}
      className={classes.notice}
      data-tone={tone}
    >
      <Icon size={19} aria-hidden className={classes.icon} />
      <div className={classes.body}>
        {title && <div className={classes.title}>{title}</div>}
        {children}
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  )
}
