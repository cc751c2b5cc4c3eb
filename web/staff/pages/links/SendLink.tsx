import { IconLink } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import type { LinkPurpose } from '../../../api/contract.ts'
import { sentLinks as t } from '../../../messages/en/sent-links.ts'
import { GuardedButton } from '../../guarded.tsx'

const SendLinkDialog = lazy(async () => ({
  default: (await import('./SendLinkDialog.tsx')).SendLinkDialog,
}))

/** What is offered first: where it is asked for says what for. */
export interface LinkOffer {
  purpose: LinkPurpose
  invoiceId?: string | undefined
  /** How the invoice is called. */
  number?: string | undefined
  paymentId?: string | undefined
}

interface Props {
  accountId: string
  clientId: string | null
  offer?: LinkOffer
  size?: 'xs' | 'compact-sm'
  /** What it is about, where several buttons say the same. */
  about?: string
}

/** A button that opens the one dialog by which links are made and sent. */
export function SendLink({ accountId, clientId, offer, size, about }: Props) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <GuardedButton
        needs={offer?.purpose === 'add_method' ? 'wallet.write' : 'payments.charge'}
        variant="default"
        size={size}
        leftSection={size ? undefined : <IconLink size={16} aria-hidden />}
        aria-label={about && `${t.send}: ${about}`}
        onClick={() => setOpen(true)}
      >
        {t.send}
      </GuardedButton>
      {isOpen && (
        <Suspense>
          <SendLinkDialog
            accountId={accountId}
            clientId={clientId}
            offer={offer ?? null}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  )
}
