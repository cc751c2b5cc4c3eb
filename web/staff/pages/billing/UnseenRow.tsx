import { IconShieldX } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import type { UnseenMethod } from '../../../api/contract.ts'
import { billing as t } from '../../../messages/en/billing.ts'
import { GuardedButton } from '../../guarded.tsx'
import classes from './Billing.module.css'

const RecordDialog = lazy(async () => ({
  default: (await import('../consents/RecordDialog.tsx')).RecordDialog,
}))

/** That it is there, and no more: who may not charge it knows nothing of it. */
export function UnseenRow({ method }: { method: UnseenMethod }) {
  const [isRecording, setRecording] = useState(false)
  return (
    <li className={classes.method}>
      <span className={classes.methodIcon}>
        <IconShieldX size={20} aria-hidden />
      </span>
      <div className={classes.methodText}>
        <div className={classes.methodNote}>{method.sentence}</div>
        <GuardedButton
          needs="wallet.write"
          variant="default"
          size="compact-sm"
          onClick={() => setRecording(true)}
        >
          {t.recordConsent}
        </GuardedButton>
      </div>
      {isRecording && (
        <Suspense fallback={null}>
          <RecordDialog methodId={method.id} onClose={() => setRecording(false)} />
        </Suspense>
      )}
    </li>
  )
}
