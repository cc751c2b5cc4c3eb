import type { ReactNode } from 'react'
import classes from './EmptyState.module.css'

interface Props {
  icon?: ReactNode
  title: string
  /** `h1` where nothing else heads the page. */
  heading?: 'p' | 'h1'
  children?: ReactNode
  actions?: ReactNode
}

/** Says why there is nothing here and what can be done about it. */
export function EmptyState({ icon, title, heading: Heading = 'p', children, actions }: Props) {
  return (
    <div className={classes.empty}>
      {icon && <div className={classes.icon}>{icon}</div>}
      <Heading className={classes.title}>{title}</Heading>
      {children && <div className={classes.text}>{children}</div>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}
