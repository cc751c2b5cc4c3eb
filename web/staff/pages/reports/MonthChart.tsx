import { Link } from '@tanstack/react-router'
import { charts as t } from '../../../messages/en/charts.ts'
import { moneyText } from '../../../ui/Money.tsx'
import classes from './Reports.module.css'

interface Month {
  month: string
  from: string
  to: string
  invoiced: { amount: number; currency: string }
  collected: { amount: number; currency: string }
}

const WIDTH = 720
const HEIGHT = 200
const FOOT = 22

/** Bars of what came in, before what was invoiced, month by month; each leads to its payments. */
export function MonthChart({
  months,
  label,
  to,
  more = {},
}: {
  months: Month[]
  label: string
  to: string
  /** Of the address a bar leads to, beside its days. */
  more?: object
}) {
  const most = Math.max(
    1,
    ...months.flatMap(({ invoiced, collected }) => [invoiced.amount, collected.amount]),
  )
  const step = WIDTH / months.length
  const tall = (amount: number) => Math.max(0, (amount / most) * (HEIGHT - FOOT - 8))
  const every = Math.ceil(months.length / 12)
  return (
    <figure className={classes.figureOfMonths}>
      <svg className={classes.chart} viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
        <title>{label}</title>
        {months.map(({ month, from, to: last, invoiced, collected }, n) => {
          const said = t.month(monthText(month), moneyText(collected), moneyText(invoiced))
          const high = tall(collected.amount)
          const ghost = tall(invoiced.amount)
          return (
            <Link
              key={month}
              to={to as never}
              search={{ ...more, from, to: last } as never}
              aria-label={said}
            >
              <title>{said}</title>
              <rect x={n * step} y={0} width={step} height={HEIGHT} fill="transparent" />
              <rect
                className={classes.ghost}
                x={n * step + step * 0.16}
                y={HEIGHT - FOOT - ghost}
                width={step * 0.68}
                height={ghost}
                rx={3}
              />
              <rect
                className={classes.bar}
                x={n * step + step * 0.28}
                y={HEIGHT - FOOT - high}
                width={step * 0.44}
                height={high}
                rx={3}
              />
            </Link>
          )
        })}
        {months.map(
          ({ month }, n) =>
            n % every === 0 && (
              <text
                key={month}
                aria-hidden
                className={classes.axis}
                x={n * step + step / 2}
                y={HEIGHT - 6}
                textAnchor="middle"
              >
                {shortMonth(month)}
              </text>
            ),
        )}
        <line className={classes.base} x1={0} x2={WIDTH} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} />
      </svg>
      <figcaption className={classes.legend}>
        <span>{t.collected}</span>
        <span>{t.invoiced}</span>
      </figcaption>
    </figure>
  )
}

function monthText(month: string): string {
  return format(month, { month: 'long', year: 'numeric' })
}

/** `Jan 26` where a year begins, else the month alone. */
function shortMonth(month: string): string {
  return month.endsWith('-01')
    ? format(month, { month: 'short', year: '2-digit' })
    : format(month, { month: 'short' })
}

function format(month: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  )
}
