import { Button } from '@mantine/core'
import { IconDeviceMobile, IconKey, IconPrinter } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { RecoveryCodes, SecondFactor as State } from '../../../api/contract.ts'
import { whyNoPasskey } from '../../../api/passkey.ts'
import { secondFactorQuery } from '../../../api/queries.ts'
import { secondFactor as t } from '../../../messages/en/second-factor.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { instantText } from '../../../ui/dates.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { useOrganization } from '../../shell/organization.tsx'
import { PasskeyDialog } from './PasskeyDialog.tsx'
import { PasswordDialog } from './PasswordDialog.tsx'
import { RecoveryCodesDialog } from './RecoveryCodesDialog.tsx'
import classes from './SecondFactor.module.css'
import { TotpDialog } from './TotpDialog.tsx'

type Dialog =
  | { is: 'addApp' | 'removeApp' | 'addPasskey' | 'renewCodes' }
  | { is: 'removePasskey'; id: string; name: string }
  | { is: 'codes'; codes: string[] }

/** App, passkeys and recovery codes of the person who is signed in. */
export function SecondFactor() {
  const { data, error, refetch } = useQuery(secondFactorQuery())
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const queryClient = useQueryClient()

  /** Whether settings may be changed now depends on it, so that is read again too. */
  async function readAgain(codes: string[] | null): Promise<void> {
    await refetch()
    void queryClient.invalidateQueries({ queryKey: ['o'] })
    setDialog(codes ? { is: 'codes', codes } : null)
  }

  return (
    <Panel title={t.title}>
      {error && !data ? (
        <FailedState heading="p" error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <div className={classes.parts}>
          <p className={classes.lead}>
            {t.lead} {data.totpSince || data.passkeys.length > 0 ? t.on : t.off}
          </p>
          <TheApp state={data} open={setDialog} />
          <Passkeys state={data} open={setDialog} />
          {(data.totpSince || data.passkeys.length > 0) && <Codes state={data} open={setDialog} />}
        </div>
      ) : (
        <Skeletons rows={3} />
      )}
      {data && dialog && (
        <Dialogs state={data} dialog={dialog} onDone={readAgain} onClose={() => setDialog(null)} />
      )}
    </Panel>
  )
}

interface PartProps {
  state: State
  open: (dialog: Dialog) => void
}

function Part({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h3 className={classes.partTitle}>
        {icon}
        {title}
      </h3>
      {children}
    </section>
  )
}

function TheApp({ state, open }: PartProps) {
  const { timeZone } = useOrganization()
  return (
    <Part icon={<IconDeviceMobile size={18} aria-hidden />} title={t.app}>
      <div className={classes.line}>
        <span>
          {state.totpSince ? t.appSince(instantText(state.totpSince, timeZone)) : t.appOff}
        </span>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => open({ is: state.totpSince ? 'removeApp' : 'addApp' })}
        >
          {state.totpSince ? t.removeApp : t.addApp}
        </Button>
      </div>
    </Part>
  )
}

function Passkeys({ state, open }: PartProps) {
  const { timeZone } = useOrganization()
  const reason = whyNoPasskey()
  return (
    <Part icon={<IconKey size={18} aria-hidden />} title={t.passkeys}>
      {state.passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
        <div key={id} className={classes.line}>
          <span>
            <strong className={classes.name}>{name}</strong>{' '}
            {t.passkeyAdded(instantText(createdAt, timeZone))},{' '}
            {lastUsedAt ? t.passkeyUsed(instantText(lastUsedAt, timeZone)) : t.passkeyNeverUsed}
          </span>
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t.removePasskey(name)}
            onClick={() => open({ is: 'removePasskey', id, name })}
          >
            {t.remove}
          </Button>
        </div>
      ))}
      <div className={classes.line}>
        <span>{t.passkeysOff}</span>
        {reason === null ? (
          <Button variant="default" size="compact-sm" onClick={() => open({ is: 'addPasskey' })}>
            {t.addPasskey}
          </Button>
        ) : (
          <BlockedButton reason={reason} size="compact-sm">
            {t.addPasskey}
          </BlockedButton>
        )}
      </div>
    </Part>
  )
}

function Codes({ state, open }: PartProps) {
  const few = state.recoveryCodesLeft < 3
  return (
    <Part icon={<IconPrinter size={18} aria-hidden />} title={t.codes}>
      {few && <Notice tone="warn">{t.codesLeft(state.recoveryCodesLeft)}</Notice>}
      <div className={classes.line}>
        <span>
          {!few && t.codesLeft(state.recoveryCodesLeft)} {t.codesText}
        </span>
        <Button variant="default" size="compact-sm" onClick={() => open({ is: 'renewCodes' })}>
          {t.renewCodes}
        </Button>
      </div>
    </Part>
  )
}

interface DialogsProps {
  state: State
  dialog: Dialog
  onDone: (codes: string[] | null) => Promise<void>
  onClose: () => void
}

function Dialogs({ state, dialog, onDone, onClose }: DialogsProps) {
  const asksPassword = state.hasPassword
  const remove = async (path: string, password: string) => {
    await call(null, path, { method: 'POST', body: password ? { password } : {} })
    await onDone(null)
  }
  const props = { asksPassword, onClose }
  switch (dialog.is) {
    case 'addApp':
      return <TotpDialog {...props} onDone={onDone} />
    case 'addPasskey':
      return <PasskeyDialog {...props} onDone={onDone} />
    case 'codes':
      return <RecoveryCodesDialog codes={dialog.codes} onClose={onClose} />
    case 'removeApp':
      return (
        <PasswordDialog
          {...props}
          title={t.removeAppTitle}
          text={t.removeAppText}
          action={t.removeApp}
          onConfirm={(password) => remove('/me/totp/remove', password)}
        />
      )
    case 'removePasskey':
      return (
        <PasswordDialog
          {...props}
          title={t.removePasskeyTitle(dialog.name)}
          text={t.removePasskeyText}
          action={t.removePasskey(dialog.name)}
          onConfirm={(password) => remove(`/me/passkeys/${dialog.id}/remove`, password)}
        />
      )
    case 'renewCodes':
      return (
        <PasswordDialog
          {...props}
          title={t.renewTitle}
          text={t.renewText}
          action={t.renewCodes}
          onConfirm={async (password) => {
            const { recoveryCodes } = await call<RecoveryCodes>(null, '/me/recovery-codes', {
              method: 'POST',
              body: password ? { password } : {},
            })
            await onDone(recoveryCodes)
          }}
        />
      )
  }
}
