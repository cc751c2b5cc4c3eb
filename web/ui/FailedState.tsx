import { Button } from '@mantine/core'
import { IconAlertTriangle, IconLock } from '@tabler/icons-react'
import { asProblem } from '../api/problem.ts'
import { problems as t } from '../messages/en/problems.ts'
import { EmptyState } from './EmptyState.tsx'

interface Props {
  error: unknown
  /** What could not be shown; the problem's own sentence follows. */
  title?: string
  /** `p` inside a page that has its heading already. */
  heading?: 'p' | 'h1'
  onRetry?: () => void
}

/** A read that failed: what happened, that nothing changed, and a way to try again. */
export function FailedState({ error, title = t.pageFailed, heading = 'h1', onRetry }: Props) {
  const problem = asProblem(error)
  const isForbidden = problem.status === 403
  const isFinal = isForbidden || problem.status === 404 || problem.status === 410
  return (
    <div role="alert">
      <EmptyState
        icon={
          isForbidden ? (
            <IconLock size={22} aria-hidden />
          ) : (
            <IconAlertTriangle size={22} aria-hidden />
          )
        }
        heading={heading}
        title={isForbidden ? t.forbiddenTitle : isFinal ? problem.message : title}
        actions={
          onRetry &&
          !isFinal && (
            <Button variant="default" onClick={onRetry}>
              {t.tryAgain}
            </Button>
          )
        }
      >
        {(isForbidden || !isFinal) && problem.message}
        {problem.requestId && !isFinal && <div>{t.reference(problem.requestId)}</div>}
      </EmptyState>
    </div>
  )
}
