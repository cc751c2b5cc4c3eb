import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './Page.module.css'
import { useTabTitle } from './tab-title.ts'

interface Props {
  title: ReactNode
  /** What the browser's tab says; the title itself when it is text. */
  tabTitle?: string
  back?: ReactNode
  subtitle?: ReactNode
  actions?: ReactNode
  narrow?: boolean
  children: ReactNode
}

/** Heading, one line under it, actions at the right, then the content. */
export function Page({ title, tabTitle, back, subtitle, actions, narrow, children }: Props) {
  useTabTitle(tabTitle ?? (typeof title === 'string' ? title : undefined))
  return (
    <div className={narrow ? `${classes.page} ${classes.narrow}` : classes.page}>
      {back && <div className={classes.back}>{back}</div>}
      <div className={classes.head}>
        <div className={classes.titles}>
          <Title order={1}>{title}</Title>
          {subtitle && <div className={classes.subtitle}>{subtitle}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  )
}

interface PanelProps {
  title?: ReactNode
  /** Stands at the right of the title. */
  aside?: ReactNode
  /** Tables bring their own padding. */
  flush?: boolean
  children: ReactNode
}

/** A bordered part of a page with a heading of its own. */
export function Panel({ title, aside, flush = false, children }: PanelProps) {
  return (
    <section className={classes.panel}>
      {title && (
        <div className={classes.panelHead}>
          <Title order={2}>{title}</Title>
          {aside}
        </div>
      )}
      <div className={flush ? undefined : classes.panelBody}>{children}</div>
    </section>
  )
}
