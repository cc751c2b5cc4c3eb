import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { CURRENCIES } from '../../../src/kit/currencies.ts'
import { call } from '../../api/client.ts'
import type { NewOrganization } from '../../api/contract.ts'
import { setupQuery } from '../../api/queries.ts'
import { welcome as t } from '../../messages/en/welcome.ts'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import { TextLink } from '../links.tsx'
import { paths } from '../paths.ts'
import { browserCurrency, browserZone, timeZones } from './browser-place.ts'
import classes from './Front.module.css'
import { Front } from './Front.tsx'

const PASSWORD_LENGTH_MIN = 10
const FIELDS = ['code', 'name', 'currency', 'timeZone', 'ownerName', 'email', 'password']

/** A business of one's own: five fields, currency and zone taken from the browser. */
export function Start() {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { data: setup } = useQuery(setupQuery())
  // Only an empty database without the sample business asks for the code on its console.
  const needsCode = setup?.firstRun === true && setup.sample === null
  const [values, setValues] = useState<NewOrganization>(() => ({
    code: '',
    name: '',
    currency: browserCurrency(),
    timeZone: browserZone(),
    ownerName: '',
    email: '',
    password: '',
  }))
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(FIELDS)
  const field = (name: keyof NewOrganization) => ({
    name,
    value: values[name] ?? '',
    error: form.at(name),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setValues((before) => ({ ...before, [name]: value }))
    },
  })

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (!values.name.trim()) return form.refuse('name', t.noBusinessName)
    if (!values.ownerName.trim()) return form.refuse('ownerName', t.noName)
    if (!values.email.trim()) return form.refuse('email', t.noEmail)
    if (values.password.length < PASSWORD_LENGTH_MIN)
      return form.refuse('password', t.shortPassword)
    setBusy(true)
    try {
      const body = { ...values, code: needsCode ? values.code?.trim() : undefined }
      const { slug } = await call<{ slug: string }>(null, '/setup/organizations', {
        method: 'POST',
        body,
      })
      queryClient.clear()
      await navigate({ to: paths.clients(slug) as never })
    } catch (error) {
      form.report(error)
      setBusy(false)
    }
  }

  return (
    <Front
      title={setup?.firstRun && !setup.sample ? t.firstRunTitle : t.startTitle}
      text={setup?.firstRun && !setup.sample ? t.firstRunText : t.startLead}
    >
      <form
        ref={form.formRef}
        className={classes.form}
        onSubmit={(event) => void submit(event)}
        noValidate
      >
        {form.summary}
        {needsCode && (
          <TextInput
            label={t.code}
            description={t.codeHint}
            autoComplete="one-time-code"
            {...field('code')}
          />
        )}
        <TextInput
          label={t.businessName}
          autoComplete="organization"
          autoFocus
          {...field('name')}
        />
        <div className={classes.pair}>
          <NativeSelect label={t.currency} data={currencyChoices()} {...field('currency')} />
          <NativeSelect label={t.timeZone} data={timeZones()} {...field('timeZone')} />
        </div>
        <TextInput label={t.yourName} autoComplete="name" {...field('ownerName')} />
        <TextInput label={t.email} type="email" autoComplete="username" {...field('email')} />
        <PasswordInput
          label={t.newPassword}
          description={t.passwordHint}
          autoComplete="new-password"
          {...field('password')}
        />
        <Button type="submit" loading={isBusy}>
          {t.create}
        </Button>
        {setup?.sample && (
          <p className={classes.hint}>
            <TextLink to={paths.home()}>{t.back}</TextLink>
          </p>
        )}
      </form>
    </Front>
  )
}

function currencyChoices(): { value: string; label: string }[] {
  return Object.entries(CURRENCIES).map(([code, { name }]) => ({
    value: code,
    label: `${code} ${name}`,
  }))
}
