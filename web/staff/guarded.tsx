import { Button, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Permission } from '../api/contract.ts'
import { BlockedButton } from '../ui/BlockedButton.tsx'
import { LinkButton } from './links.tsx'
import { useOrganization, whyNot } from './shell/organization.tsx'

interface Guarded extends Pick<ButtonProps, 'variant' | 'leftSection' | 'size' | 'loading'> {
  needs: Permission
  'aria-label'?: string
  children: ReactNode
}

/** A button that stays in its place for who may not press it, grey, and names what is missing. */
export function GuardedButton({ needs, onClick, ...rest }: Guarded & { onClick: () => void }) {
  const reason = whyNot(useOrganization(), needs)
  if (reason !== null) return <Blocked reason={reason} {...rest} />
  return <Button onClick={onClick} {...rest} />
}

interface GuardedLinkProps extends Guarded {
  to: string
  search?: Record<string, unknown>
}

/** The same for a button that goes somewhere. */
export function GuardedLink({ needs, to, search, ...rest }: GuardedLinkProps) {
  const reason = whyNot(useOrganization(), needs)
  if (reason !== null) return <Blocked reason={reason} {...rest} />
  return <LinkButton to={to} search={search} {...rest} />
}

function Blocked({ reason, loading: _, ...rest }: Omit<Guarded, 'needs'> & { reason: string }) {
  return <BlockedButton reason={reason} {...rest} />
}
