import { Button } from '@mantine/core'
import { IconMapPinOff, IconPlugConnectedX } from '@tabler/icons-react'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { asProblem } from '../../api/problem.ts'
import { problems as t } from '../../messages/en/problems.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkButton } from '../links.tsx'
import { paths } from '../paths.ts'

/** Instead of a white page: an update that replaced this page's files, or a fault of ours. */
export function BrokenPage({ error }: ErrorComponentProps) {
  const isOld = /dynamically imported module|module script|preload/i.test(asProblem(error).message)
  return (
    <main>
      <EmptyState
        heading="h1"
        icon={<IconPlugConnectedX size={22} aria-hidden />}
        title={t.brokenTitle}
        actions={<Button onClick={() => location.reload()}>{t.reload}</Button>}
      >
        {isOld ? t.newVersion : t.brokenText}
      </EmptyState>
    </main>
  )
}

export function MissingPage() {
  return (
    <main>
      <Missing />
    </main>
  )
}

/** The same inside the shell, which has the main part around it. */
export function Missing() {
  return (
    <EmptyState
      heading="h1"
      icon={<IconMapPinOff size={22} aria-hidden />}
      title={t.notFoundTitle}
      actions={<LinkButton to={paths.home()}>{t.home}</LinkButton>}
    >
      {t.notFoundText}
    </EmptyState>
  )
}
