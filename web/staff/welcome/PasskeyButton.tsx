import { Button } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import { whyNoPasskey } from '../../api/passkey.ts'
import { asProblem, type Problem } from '../../api/problem.ts'
import { secondFactor as t } from '../../messages/en/second-factor.ts'
import { ProblemSummary } from '../../ui/FormProblem.tsx'
import { signInWithPasskey } from '../passkey.ts'

/** Offered where the browser and the address can do it. */
export function PasskeyButton({ onSignedIn }: { onSignedIn: () => Promise<void> }) {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  if (whyNoPasskey() !== null) return null

  async function use(): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      await signInWithPasskey()
      await onSignedIn()
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      {problem && <ProblemSummary problem={problem} />}
      <Button
        variant="default"
        leftSection={<IconKey size={16} aria-hidden />}
        loading={isBusy}
        onClick={() => void use()}
      >
        {t.usePasskey}
      </Button>
    </>
  )
}
