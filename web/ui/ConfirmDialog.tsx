import { lazy, type ReactNode, Suspense } from 'react'

const OpenConfirmDialog = lazy(async () => ({
  default: (await import('./OpenConfirmDialog.tsx')).OpenConfirmDialog,
}))

export interface ConfirmDialogProps {
  title: string
  children: ReactNode
  /** Verb and object, such as "Remove Visa 4242". */
  action: string
  danger?: boolean
  onConfirm: () => Promise<unknown>
  onClose: () => void
}

/** Asks once before something that cannot be taken back. Dialogs are fetched when first needed. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Suspense fallback={null}>
      <OpenConfirmDialog {...props} />
    </Suspense>
  )
}
