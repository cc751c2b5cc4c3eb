import { ActionIcon, CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { common as t } from '../messages/en/common.ts'

interface Props {
  value: string
  /** What is copied, for the button's name. */
  label: string
}

export function CopyText({ value, label }: Props) {
  return (
    <CopyButton value={value} timeout={2_000}>
      {({ copied, copy }) => (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          onClick={copy}
          title={`${t.copy} ${label}`}
          aria-label={copied ? t.copied : `${t.copy} ${label}`}
        >
          {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
        </ActionIcon>
      )}
    </CopyButton>
  )
}
