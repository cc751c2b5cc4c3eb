import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { PasskeyQuestion, PortalProfile } from '../../api/contract.ts'
import { makeWithBrowser, whyNoPasskey } from '../../api/passkey.ts'
import { portalProfile as t } from '../../messages/en/portal-profile.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { dateText } from '../../ui/dates.ts'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import classes from '../Portal.module.css'
import { ask } from '../queries.ts'

type Passkey = PortalProfile['passkeys'][number]

/** The passkeys of a person: added by this device, named, removed. */
export function Passkeys({ profile }: { profile: PortalProfile }) {
  const queryClient = useQueryClient()
  const keep = (after: PortalProfile) => queryClient.setQueryData(['profile'], after)
  const blocked = whyNoPasskey()
  return (
    <section className={classes.panel} aria-label={t.passkeys}>
      <h2>{t.passkeys}</h2>
      <p className={classes.lead}>{t.passkeysLead}</p>
      <ul className={classes.list}>
        {profile.passkeys.map((passkey) => (
          <OnePasskey key={passkey.id} passkey={passkey} onChanged={keep} />
        ))}
      </ul>
      {blocked ? <p className={classes.quiet}>{blocked}</p> : <AddPasskey onAdded={keep} />}
    </section>
  )
}

interface OneProps {
  passkey: Passkey
  onChanged: (after: PortalProfile) => void
}

function OnePasskey({ passkey, onChanged }: OneProps) {
  const { id, name, createdAt, lastUsedAt } = passkey
  const [doing, setDoing] = useState<'rename' | 'remove' | null>(null)
  const [typed, setTyped] = useState(name)
  const form = useFormProblem(['name'])

  async function rename(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    try {
      onChanged(await ask<PortalProfile>(`/profile/passkeys/${id}`, { name: typed }, 'PATCH'))
      setDoing(null)
    } catch (error) {
      form.report(error)
    }
  }

  return (
    <li className={classes.item}>
      {doing === 'rename' ? (
        <form
          ref={form.formRef}
          className={classes.part}
          noValidate
          onSubmit={(event) => void rename(event)}
        >
          {form.summary}
          <TextInput
            label={t.passkeyName}
            name="name"
            autoComplete="off"
            value={typed}
            error={form.at('name')}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" size="compact-md">
            {t.save}
          </Button>
        </form>
      ) : (
        <span className={classes.what}>
          <strong>{name}</strong>
          <span className={classes.quiet}>
            {t.added(dateText(createdAt.slice(0, 10)))},{' '}
            {lastUsedAt ? t.used(dateText(lastUsedAt.slice(0, 10))) : t.notUsed}
          </span>
        </span>
      )}
      <span className={classes.end}>
        {doing !== 'rename' && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={t.rename(name)}
            onClick={() => setDoing('rename')}
          >
            {t.renameShort}
          </Button>
        )}
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={t.remove(name)}
          onClick={() => setDoing('remove')}
        >
          {t.removeShort}
        </Button>
      </span>
      {doing === 'remove' && (
        <ConfirmDialog
          title={t.removeTitle(name)}
          action={t.remove(name)}
          onConfirm={async () =>
            onChanged(await ask<PortalProfile>(`/profile/passkeys/${id}`, undefined, 'DELETE'))
          }
          onClose={() => setDoing(null)}
        >
          {t.removeText}
        </ConfirmDialog>
      )}
    </li>
  )
}

function AddPasskey({ onAdded }: { onAdded: (after: PortalProfile) => void }) {
  const [name, setName] = useState('')
  const form = useFormProblem(['name'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (form.isBusy) return
    form.clear()
    if (!name.trim()) return form.refuse('name', t.passkeyNameHint)
    await form.send(async () => {
      const { token, options } = await ask<PasskeyQuestion>('/profile/passkeys/options', {})
      const response = await makeWithBrowser(options)
      onAdded(await ask<PortalProfile>('/profile/passkeys', { token, name, response }))
      setName('')
    })
  }

  return (
    <form
      ref={form.formRef}
      className={classes.part}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      {form.summary}
      <TextInput
        label={t.passkeyName}
        description={t.passkeyNameHint}
        name="name"
        autoComplete="off"
        value={name}
        error={form.at('name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={form.isBusy}>
        {t.add}
      </Button>
    </form>
  )
}
