import { Title, UnstyledButton } from '@mantine/core'
import { IconArrowRight, IconCheck } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Navigate, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import type { Door } from '../../api/contract.ts'
import { asProblem, type Problem } from '../../api/problem.ts'
import { setupQuery } from '../../api/queries.ts'
import { welcome as t } from '../../messages/en/welcome.ts'
import { FailedState } from '../../ui/FailedState.tsx'
import { ProblemSummary } from '../../ui/FormProblem.tsx'
import { Skeletons } from '../../ui/Skeletons.tsx'
import { LinkButton, TextLink } from '../links.tsx'
import { paths } from '../paths.ts'
import classes from './Front.module.css'
import { Front } from './Front.tsx'

/** The first page: doors into the sample business, a business of one's own, or sign-in. */
export function Welcome() {
  const { data: setup, error, refetch } = useQuery(setupQuery())
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!setup) return <Skeletons />
  if (!setup.sample) {
    return <Navigate to={(setup.firstRun ? paths.start() : paths.signIn()) as never} replace />
  }
  return (
    <Front title={t.title} text={t.promise} wide>
      <div className={classes.doors}>
        <LookAround name={setup.sample.name} doors={setup.sample.doors} />
        <section className={classes.door}>
          <Title order={2}>{t.startTitle}</Title>
          <p>{t.startText}</p>
          <ul className={classes.facts}>
            {t.startFacts.map((fact) => (
              <li key={fact}>
                <IconCheck size={16} aria-hidden />
                {fact}
              </li>
            ))}
          </ul>
          <LinkButton to={paths.start()} variant="default">
            {t.startAction}
          </LinkButton>
        </section>
      </div>
      <p className={classes.foot}>
        {t.haveAccount} <TextLink to={paths.signIn()}>{t.signIn}</TextLink>
      </p>
    </Front>
  )
}

function LookAround({ name, doors }: { name: string; doors: Door[] }) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [opening, setOpening] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)

  async function enter(role: string): Promise<void> {
    setOpening(role)
    setProblem(null)
    try {
      const { slug } = await call<{ slug: string }>(null, '/setup/doors', {
        method: 'POST',
        body: { role },
      })
      queryClient.clear()
      await navigate({ to: paths.clients(slug) as never })
    } catch (error) {
      setProblem(asProblem(error))
      setOpening(null)
    }
  }

  return (
    <section className={classes.door}>
      <Title order={2}>{t.lookTitle}</Title>
      <p>{t.lookText(name)}</p>
      {problem && <ProblemSummary problem={problem} />}
      <ul className={classes.roles} aria-label={t.lookAs}>
        {doors.map((door) => (
          <li key={door.role}>
            <UnstyledButton
              className={classes.role}
              disabled={opening !== null}
              onClick={() => void enter(door.role)}
            >
              <span>
                <span className={classes.roleName}>{door.title}</span>
                <span className={classes.roleWho}>{door.name}</span>
              </span>
              <IconArrowRight size={18} aria-hidden />
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  )
}
