import { formatMoney, money } from '../../src/kit/money.ts'
import classes from './Money.module.css'

interface WireMoney {
  amount: number
  currency: string
}

/** An amount of the API as text, such as `$1,250.00`. */
export function moneyText(value: WireMoney): string {
  return formatMoney(money(BigInt(value.amount), value.currency))
}

interface Props {
  value: WireMoney
  /** Nothing owed reads calmer when it is pale. */
  muteZero?: boolean
  className?: string
}

export function Money({ value, muteZero = false, className }: Props) {
  const names = [classes.money, muteZero && value.amount === 0 ? classes.zero : '', className]
  return <span className={names.filter(Boolean).join(' ')}>{moneyText(value)}</span>
}
