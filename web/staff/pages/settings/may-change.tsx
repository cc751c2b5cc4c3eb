import { Button } from '@mantine/core'
import { settings as t } from '../../../messages/en/settings.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { useOrganization } from '../../shell/organization.tsx'

/** Whether this person may change settings. */
export function useMayChange(): boolean {
  return useOrganization().me.permissions.includes('organization.manage')
}

/** Said once on a page that may only be looked at. */
export function ReadOnlyNotice() {
  return useMayChange() ? null : <Notice tone="quiet">{t.readOnly}</Notice>
}

/** The button that saves a form, or says why it cannot. */
export function SaveButton({ isBusy, children }: { isBusy: boolean; children: string }) {
  if (!useMayChange()) return <BlockedButton reason={t.readOnly}>{children}</BlockedButton>
  return (
    <Button type="submit" loading={isBusy}>
      {children}
    </Button>
  )
}
