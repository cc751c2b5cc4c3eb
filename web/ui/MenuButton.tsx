import { UnstyledButton } from '@mantine/core'
import { type ComponentProps, lazy, type ReactNode, Suspense, useState } from 'react'

export interface MenuItem {
  label: string
  icon?: ReactNode
  isChosen?: boolean
  /** Why it cannot be chosen, in a sentence; it stays in its place. */
  reason?: string | null
  run: () => void
}

export interface MenuGroup {
  title?: string
  items: MenuItem[]
}

const load = () => import('./OpenMenu.tsx')
const OpenMenu = lazy(async () => ({ default: (await load()).OpenMenu }))

interface Props extends ComponentProps<'button'> {
  groups: MenuGroup[]
  position?: 'bottom-end' | 'top-start'
}

/**
 * A button with a menu. The menu's code is fetched when the button is approached, because it
 * weighs more than the page around it; until it is there the button stands alone.
 */
export function MenuButton({ groups, position = 'bottom-end', children, ...button }: Props) {
  const [wasPressed, setPressed] = useState(false)
  const alone = (
    <UnstyledButton
      {...button}
      aria-haspopup="menu"
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setPressed(true)}
    >
      {children}
    </UnstyledButton>
  )
  if (!wasPressed) return alone
  return (
    <Suspense fallback={alone}>
      <OpenMenu groups={groups} position={position} button={button}>
        {children}
      </OpenMenu>
    </Suspense>
  )
}
