import { Button, type ButtonProps, VisuallyHidden } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import classes from './BlockedButton.module.css'

interface Props extends Pick<ButtonProps, 'variant' | 'leftSection' | 'size'> {
  'aria-label'?: string
  /** Why it cannot be pressed, in a sentence. */
  reason: string
  children: ReactNode
}

/** A button that explains why it is grey: read out with it, shown when it is pointed at or pressed. */
export function BlockedButton({ reason, children, variant = 'default', ...rest }: Props) {
  const id = useId()
  const [isShown, setShown] = useState(false)
  return (
    <span className={classes.blocked}>
      <Button
        variant={variant}
        {...rest}
        data-disabled
        aria-disabled
        aria-describedby={id}
        onClick={(event) => {
          event.preventDefault()
          setShown(!isShown)
        }}
        onBlur={() => setShown(false)}
        onPointerEnter={() => setShown(true)}
        onPointerLeave={() => setShown(false)}
      >
        {children}
      </Button>
      {isShown ? (
        <span id={id} className={classes.reason}>
          {reason}
        </span>
      ) : (
        <VisuallyHidden id={id}>{reason}</VisuallyHidden>
      )}
    </span>
  )
}
