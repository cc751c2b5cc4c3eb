import { Button, CopyButton, Group, Modal, Stack, Text } from '@mantine/core'
import { common } from '../../../messages/en/common.ts'
import { secondFactor as t } from '../../../messages/en/second-factor.ts'
import classes from './SecondFactor.module.css'

/** Shown once, so it is closed by saying that they were kept. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={t.codesTitle}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <Stack gap="md">
        <Text>{t.codesShown}</Text>
        <ol className={classes.codes}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <Group justify="flex-end" gap="xs">
          <CopyButton value={codes.join('\n')} timeout={3_000}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t.copied : t.copyCodes}
              </Button>
            )}
          </CopyButton>
          <Button variant="default" onClick={() => window.print()}>
            {t.print}
          </Button>
          <Button data-autofocus onClick={onClose}>
            {t.kept}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
