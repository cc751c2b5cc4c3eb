import { Skeleton, VisuallyHidden } from '@mantine/core'
import { useEffect, useState } from 'react'
import { common as t } from '../messages/en/common.ts'

const SKELETON_DELAY_MS = 200

/** True once something has lasted long enough to be worth showing that it is under way. */
export function useLateness(delayMs = SKELETON_DELAY_MS): boolean {
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), delayMs)
    return () => clearTimeout(timer)
  }, [delayMs])
  return isLate
}

interface Props {
  rows?: number
  height?: number
}

/** Grey bars in place of rows, only after 200 ms: what is quick does not flicker. */
export function Skeletons({ rows = 6, height = 20 }: Props) {
  const isLate = useLateness()
  return (
    <div aria-busy="true" style={{ padding: 20, minHeight: rows * (height + 20) }}>
      {isLate && (
        <>
          <VisuallyHidden role="status">{t.loading}</VisuallyHidden>
          {Array.from({ length: rows }, (_, row) => `${row}`).map((row) => (
            <Skeleton
              key={row}
              height={height}
              mb={20}
              width={`${92 - ((Number(row) * 13) % 30)}%`}
            />
          ))}
        </>
      )}
    </div>
  )
}
