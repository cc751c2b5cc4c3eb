import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { ClientAction, PortalOverview } from '../api/contract.ts'
import { asProblem } from '../api/problem.ts'
import { loadCardProcessor } from '../billing/card-processor.ts'
import { portal as t } from '../messages/en/portal.ts'
import { Notice } from '../ui/Notice.tsx'

interface Props {
  settings: PortalOverview['cardForm'] | undefined
  onStart: () => Promise<ClientAction>
  /** Whatever the browser was told, the server asks the processor itself. */
  onEnd: () => Promise<void>
}

/** The bank's own page, which opens by itself since the client is there. */
export function BankApproval({ settings, onStart, onEnd }: Props) {
  const [isOpen, setOpen] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const wasOpened = useRef(false)

  async function open(): Promise<void> {
    if (!settings || isOpen) return
    setOpen(true)
    setRefusal(null)
    try {
      const { clientSecret, publishableKey } = await onStart()
      const stripe = await loadCardProcessor({ ...settings, publishableKey })
      await stripe.handleNextAction({ clientSecret })
      await onEnd()
    } catch (error) {
      const { code, message } = asProblem(error)
      setRefusal(code === 'unexpected' ? t.bankFailed : message)
    } finally {
      setOpen(false)
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: opens once, when it can.
  useEffect(() => {
    if (!settings || wasOpened.current) return
    wasOpened.current = true
    void open()
  }, [settings])

  return (
    <>
      {refusal && (
        <Notice tone="bad" role="alert">
          {refusal}
        </Notice>
      )}
      <Button size="md" loading={isOpen} onClick={() => void open()}>
        {t.openBank}
      </Button>
    </>
  )
}
