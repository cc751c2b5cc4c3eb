import { Button, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Permission } from '../api/contract.ts'
import { BlockedButton } from '../ui/BlockedButton.tsx'
import { LinkButton } from './links.tsx'
import { useOrganization, whyNot, whyNotPay } from './shell/organization.tsx'

/** Either of the two rights to take payments. */
const ANY_PAYMENT = 'payments'

interface Guarded extends Pick<ButtonProps, 'variant' | 'leftSection' | 'size' | 'loading'> {
  needs: Permission | typeof ANY_PAYMENT
  'aria-label'?: string
  children: ReactNode
}

function useReason(needs: Guarded['needs']): string | null {
  const organization = useOrganization()
  return needs === ANY_PAYMENT ? whyNotPay(organization) : whyNot(organization, needs)
}

/** A button that stays in its place for who may not press it, grey, and names what is missing. */
export function GuardedButton({ needs, onClick, ...rest }: Guarded & { onClick: () => void }) {
  const reason = useReason(needs)
  if (reason !== null) return <Blocked reason={reason} {...rest} />
  return <Button onClick={onClick} {...rest} />
}

interface GuardedLinkProps extends Guarded {
  to: string
  search?: Record<string, unknown>
}

/** The same for a button that goes somewhere. */
export function GuardedLink({ needs, to, search, ...rest }: GuardedLinkProps) {
  const reason = useReason(needs)
  if (reason !== null) return <Blocked reason={reason} {...rest} />
  return <LinkButton to={to} search={search} {...rest} />
}

function Blocked({ reason, loading: _, ...rest }: Omit<Guarded, 'needs'> & { reason: string }) {
  return <BlockedButton reason={reason} {...rest} />
}
