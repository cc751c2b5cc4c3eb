import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { asProblem } from '../../api/problem.ts'
import { portalProfile as t } from '../../messages/en/portal-profile.ts'
import { Notice } from '../../ui/Notice.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import classes from '../Portal.module.css'
import { ask } from '../queries.ts'

type Answer = { email: string } | { refusal: string }

/** Where the mail to a new address leads: its token stands behind the hash, which no server sees. */
export function ConfirmEmail() {
  useTabTitle(t.email)
  const queryClient = useQueryClient()
  const [answer, setAnswer] = useState<Answer | null>(null)
  const wasSent = useRef(false)

  useEffect(() => {
    if (wasSent.current) return
    wasSent.current = true
    const token = window.location.hash.slice(1)
    ask<{ email: string }>('/email-changes', { token }).then(
      (confirmed) => {
        void queryClient.invalidateQueries()
        setAnswer(confirmed)
      },
      (error: unknown) => setAnswer({ refusal: asProblem(error).message }),
    )
  }, [queryClient])

  if (!answer) {
    return (
      <main className={classes.narrow}>
        <p role="status">{t.confirming}</p>
      </main>
    )
  }
  const isConfirmed = 'email' in answer
  return (
    <main className={classes.narrow}>
      <h1>{isConfirmed ? t.confirmed : t.notConfirmed}</h1>
      <Notice
        tone={isConfirmed ? 'good' : 'bad'}
        role={isConfirmed ? 'status' : 'alert'}
        actions={
          <Button component={Link} href="/portal" size="compact-sm">
            {t.open}
          </Button>
        }
      >
        {isConfirmed ? t.confirmedText(answer.email) : answer.refusal}
      </Notice>
    </main>
  )
}
