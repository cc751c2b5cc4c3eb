import type { ReactNode } from 'react'
import { asProblem } from '../api/problem.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { Panel } from '../ui/Page.tsx'
import { Skeletons } from '../ui/Skeletons.tsx'
import table from '../ui/table.module.css'

/** Why the server would not search for what was asked; it stands at the search field too. */
export function refusalOf(error: unknown): string | undefined {
  if (!error) return undefined
  const { status, message } = asProblem(error)
  return status >= 400 && status < 500 ? message : undefined
}

interface Props<Row> {
  asked: {
    data: { data: Row[] } | undefined
    error: unknown
    isPlaceholderData: boolean
    refetch: () => unknown
  }
  icon: ReactNode
  /** What could not be loaded. */
  failed: string
  /** Stands where no row is. */
  nothing: ReactNode
  /** Below the rows, once there are some to speak of. */
  foot?: ReactNode
  children: (rows: Row[], isCurrent: boolean) => ReactNode
}

/** What a list shows: that it failed, was refused, is on its way, is empty; or its rows. */
export function ListBody<Row>({ asked, icon, failed, nothing, foot, children }: Props<Row>) {
  const { data, error, isPlaceholderData, refetch } = asked
  const refusal = refusalOf(error)
  function body(): ReactNode {
    if (refusal) return <EmptyState icon={icon} title={refusal} />
    if (error) {
      return <FailedState heading="p" error={error} title={failed} onRetry={() => void refetch()} />
    }
    if (!data) return <Skeletons rows={9} />
    if (data.data.length === 0) return nothing
    return (
      <div className={isPlaceholderData ? table.pale : undefined}>
        {children(data.data, !isPlaceholderData)}
      </div>
    )
  }
  return (
    <>
      <Panel flush>{body()}</Panel>
      {data && !refusal && foot}
    </>
  )
}
