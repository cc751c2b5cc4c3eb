import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { asProblem, type Problem } from '../api/problem.ts'
import { common as t } from '../messages/en/common.ts'
import type { ConfirmDialogProps } from './ConfirmDialog.tsx'
import { ProblemSummary } from './FormProblem.tsx'

/** Asks once before something that cannot be taken back; stays open when it is refused. */
export function OpenConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, action, danger = true, onConfirm, onClose } = props
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)

  async function confirm(): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      await onConfirm()
      onClose()
    } catch (error) {
      setProblem(asProblem(error))
      setBusy(false)
    }
  }

  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t.close }}>
      <Stack gap="md">
        {problem && <ProblemSummary problem={problem} />}
        <Text component="div">{children}</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t.cancel}
          </Button>
          <Button
            color={danger ? 'red.8' : undefined}
            loading={isBusy}
            onClick={() => void confirm()}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
