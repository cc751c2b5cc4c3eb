import { TextInput, type TextInputProps } from '@mantine/core'
import { useState } from 'react'
import { parseAmount } from '../../src/kit/money.ts'

interface Props extends Omit<TextInputProps, 'value' | 'onChange'> {
  text: string
  onText: (text: string) => void
  currency: string
  /** In minor units. */
  minimum?: bigint
  maximum?: bigint
  /** What the server or the form says about it; shown before anything of our own. */
  problem?: string
}

/**
 * The one place where an amount is typed. It keeps the text as typed and says what is wrong with
 * it once the field is left, in the very words of the server.
 */
export function MoneyField(props: Props) {
  const { text, onText, currency, minimum, maximum, problem, onBlur, ...rest } = props
  const [wasLeft, setLeft] = useState(false)
  const parsed = parseAmount(text, currency, { minimum, maximum })
  const own = wasLeft && text !== '' && !parsed.ok ? parsed.message : undefined
  return (
    <TextInput
      inputMode="decimal"
      autoComplete="off"
      {...rest}
      value={text}
      error={problem ?? own}
      onChange={(event) => {
        setLeft(false)
        onText(event.currentTarget.value)
      }}
      onBlur={(event) => {
        setLeft(true)
        onBlur?.(event)
      }}
    />
  )
}
