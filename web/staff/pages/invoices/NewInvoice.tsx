import { ActionIcon, Button, Drawer, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { parseAmount } from '../../../../src/kit/money.ts'
import { systemClock } from '../../../../src/kit/time.ts'
import { call } from '../../../api/client.ts'
import type { Billing, InvoiceDetail } from '../../../api/contract.ts'
import { billingQuery } from '../../../api/queries.ts'
import { common } from '../../../messages/en/common.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'
import { daysFromToday } from '../../../ui/dates.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/MoneyField.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import classes from './Invoices.module.css'

/** A drawer over the client's billing, with an address of its own. */
export function NewInvoice() {
  const slug = useSlug()
  const { clientId } = useParams({ strict: false }) as { clientId: string }
  const navigate = useNavigate()
  const { data: billing } = useQuery(billingQuery(slug, clientId))
  return (
    <Drawer
      opened
      size={620}
      onClose={() => void navigate({ to: paths.billing(slug, clientId) as never })}
      title={billing ? t.newTitle(billing.client.name) : t.lines}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {billing ? <InvoiceForm billing={billing} /> : <Skeletons rows={4} />}
    </Drawer>
  )
}

const DUE_IN_DAYS = 14
const QUANTITY_MAX = 10_000

interface LineTyped {
  key: number
  description: string
  quantity: string
  price: string
}

const emptyLine = (key: number): LineTyped => ({ key, description: '', quantity: '1', price: '' })

function InvoiceForm({ billing }: { billing: Billing }) {
  const { slug, currency, timeZone } = useOrganization()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [lines, setLines] = useState<LineTyped[]>([emptyLine(0)])
  const [dueOn, setDueOn] = useState<string>(() =>
    daysFromToday(timeZone, systemClock.now(), DUE_IN_DAYS),
  )
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(['dueOn', ...lines.flatMap((_, n) => fieldsOfLine(n))])
  const total = lines.reduce((sum, line) => sum + (lineAmount(line, currency) ?? 0), 0)

  function change(position: number, part: Partial<LineTyped>): void {
    setLines((before) => before.map((line, n) => (n === position ? { ...line, ...part } : line)))
    form.clear()
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    const wrong = firstProblem(lines, currency)
    if (wrong) return form.refuse(wrong.field, wrong.sentence)
    if (!dueOn) return form.refuse('dueOn', t.noDue)
    const texts = lines.map((line, n) => [`lines.${n}.description`, line.description])
    if (form.withholds(Object.fromEntries(texts))) return
    setBusy(true)
    try {
      await call<InvoiceDetail>(slug, '/invoices', {
        method: 'POST',
        body: {
          accountId: billing.account.id,
          dueOn,
          lines: lines.map((line) => ({
            description: line.description.trim(),
            quantity: Number(line.quantity),
            unitAmount: priceOf(line, currency),
            clientId: billing.client.id,
          })),
        },
      })
      await queryClient.invalidateQueries({ queryKey: ['o', slug] })
      await navigate({ to: paths.billing(slug, billing.client.id) as never })
    } catch (error) {
      form.report(error)
      setBusy(false)
    }
  }

  return (
    <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        {form.summary}
        {lines.map((line, n) => (
          <div key={line.key} className={classes.line}>
            <TextInput
              label={n === 0 ? t.line : undefined}
              aria-label={t.lineLabel(t.line, n + 1)}
              name={`lines.${n}.description`}
              data-autofocus={n === 0 || undefined}
              autoComplete="off"
              className={classes.description}
              value={line.description}
              error={form.at(`lines.${n}.description`)}
              onChange={(event) => change(n, { description: event.currentTarget.value })}
            />
            <TextInput
              label={n === 0 ? t.quantity : undefined}
              aria-label={t.lineLabel(t.quantity, n + 1)}
              name={`lines.${n}.quantity`}
              inputMode="numeric"
              autoComplete="off"
              className={classes.quantity}
              value={line.quantity}
              error={form.at(`lines.${n}.quantity`)}
              onChange={(event) => change(n, { quantity: event.currentTarget.value })}
            />
            <MoneyField
              label={n === 0 ? t.price : undefined}
              aria-label={t.lineLabel(t.price, n + 1)}
              name={`lines.${n}.unitAmount`}
              className={classes.price}
              text={line.price}
              currency={currency}
              problem={form.at(`lines.${n}.unitAmount`)}
              onText={(price) => change(n, { price })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={38}
              disabled={lines.length === 1}
              aria-label={t.removeLine(n + 1)}
              onClick={() => setLines(lines.filter((other) => other.key !== line.key))}
            >
              <IconTrash size={18} />
            </ActionIcon>
          </div>
        ))}
        <Button
          variant="subtle"
          className={classes.add}
          leftSection={<IconPlus size={16} />}
          onClick={() => setLines([...lines, emptyLine(Math.max(...lines.map((l) => l.key)) + 1)])}
        >
          {t.addLine}
        </Button>
        <TextInput
          label={t.dueOn}
          name="dueOn"
          type="date"
          className={classes.due}
          value={dueOn}
          error={form.at('dueOn')}
          onChange={(event) => setDueOn(event.currentTarget.value)}
        />
        <div className={classes.foot}>
          <div className={classes.total}>
            <span>{t.total}</span>
            <strong>{moneyText({ amount: total, currency })}</strong>
          </div>
          <Button type="submit" size="md" fullWidth loading={isBusy}>
            {total > 0 ? t.issue(moneyText({ amount: total, currency })) : t.issueEmpty}
          </Button>
          <p className={classes.hint}>{t.issueHint}</p>
        </div>
      </Stack>
    </form>
  )
}

function fieldsOfLine(n: number): string[] {
  return ['description', 'quantity', 'unitAmount'].map((field) => `lines.${n}.${field}`)
}

function quantityOf({ quantity }: LineTyped): number | null {
  const count = /^\d+$/.test(quantity.trim()) ? Number(quantity) : 0
  return count >= 1 && count <= QUANTITY_MAX ? count : null
}

function priceOf({ price }: LineTyped, currency: string): number | null {
  const parsed = parseAmount(price, currency)
  return parsed.ok ? Number(parsed.amount) : null
}

function lineAmount(line: LineTyped, currency: string): number | null {
  const quantity = quantityOf(line)
  const price = priceOf(line, currency)
  return quantity === null || price === null ? null : quantity * price
}

function firstProblem(lines: LineTyped[], currency: string) {
  for (const [n, line] of lines.entries()) {
    const field = (name: string) => `lines.${n}.${name}`
    if (!line.description.trim()) return { field: field('description'), sentence: t.noDescription }
    if (quantityOf(line) === null) return { field: field('quantity'), sentence: t.badQuantity }
    const price = parseAmount(line.price, currency)
    if (!line.price.trim()) return { field: field('unitAmount'), sentence: t.noPrice }
    if (!price.ok) return { field: field('unitAmount'), sentence: price.message }
  }
  return null
}
