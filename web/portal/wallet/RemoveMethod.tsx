import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { Method } from '../../api/contract.ts'
import { portalWallet as t } from '../../messages/en/portal-wallet.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import classes from '../Portal.module.css'
import { ask } from '../queries.ts'
import { Hanging, useDependents } from './Hanging.tsx'

interface Props {
  method: Method
  accountId: string
  /** Null: there is nothing to replace yet. */
  onReplace: (() => void) | null
  onClose: () => void
}

/** Asks before a method leaves the wallet; while something hangs on it, replacing comes first. */
export function RemoveMethod({ method, accountId, onReplace, onClose }: Props) {
  const queryClient = useQueryClient()
  const { data } = useDependents(accountId, method)
  const isPlanned = (data?.scheduledPayments.length ?? 0) > 0
  return (
    <ConfirmDialog
      title={t.removeTitle(method.nickname ?? method.name)}
      action={t.remove}
      danger
      onConfirm={async () => {
        await ask(`/accounts/${accountId}/payment-methods/${method.id}`, undefined, 'DELETE')
        await queryClient.invalidateQueries({ queryKey: ['account', accountId] })
      }}
      onClose={onClose}
    >
      <div className={classes.part}>
        {data && <Hanging title={t.hangs} dependents={data} />}
        {isPlanned && <p className={classes.lead}>{t.plannedStays}</p>}
        <p className={classes.lead}>{t.removeText}</p>
        {isPlanned && onReplace && (
          <Button
            onClick={() => {
              onClose()
              onReplace()
            }}
          >
            {t.replaceInstead}
          </Button>
        )}
      </div>
    </ConfirmDialog>
  )
}
