import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

interface Target {
  to: string
  search?: Record<string, unknown>
  /** The part of the page. */
  hash?: string
  /** `_blank` where leaving would lose what was typed. */
  target?: '_blank'
  replace?: boolean
  children?: ReactNode
  'aria-label'?: string
  'aria-describedby'?: string
  title?: string
}

/** A link in running text. */
export function TextLink({ to, ...rest }: Target & AnchorProps) {
  return <Anchor component={Link} to={to as never} {...(rest as object)} />
}

/** A link that looks like a button: it goes somewhere, so it can be opened in a new tab. */
export function LinkButton({ to, ...rest }: Target & ButtonProps) {
  return <Button component={Link} to={to as never} {...(rest as object)} />
}
