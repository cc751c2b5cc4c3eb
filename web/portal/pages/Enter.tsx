import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { PortalSession } from '../../api/contract.ts'
import { asProblem } from '../../api/problem.ts'
import { portal as t } from '../../messages/en/portal.ts'
import { Notice } from '../../ui/Notice.tsx'
import classes from '../Portal.module.css'
import { ask } from '../queries.ts'

/** Where the link of a mail leads: its token stands behind the hash, which no server sees. */
export function Enter() {
  const queryClient = useQueryClient()
  const [, navigate] = useLocation()
  const [refusal, setRefusal] = useState<string | null>(null)
  const wasSent = useRef(false)

  useEffect(() => {
    if (wasSent.current) return
    wasSent.current = true
    const token = window.location.hash.slice(1)
    ask<PortalSession>('/sign-ins/link', { token }).then(
      (session) => {
        queryClient.setQueryData(['session'], session)
        navigate('/portal', { replace: true })
      },
      (error: unknown) => setRefusal(asProblem(error).message),
    )
  }, [queryClient, navigate])

  return (
    <main className={classes.narrow}>
      {refusal === null ? (
        <p role="status">{t.opening}</p>
      ) : (
        <Notice
          tone="bad"
          role="alert"
          title={t.linkFailed}
          actions={
            <Button size="compact-sm" onClick={() => navigate('/portal', { replace: true })}>
              {t.newLink}
            </Button>
          }
        >
          {refusal}
        </Notice>
      )}
    </main>
  )
}
