import { ActionIcon, Button, Modal, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconBan, IconCheck } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Choice, Choices } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { choicesQuery, organizationQuery } from '../../../api/queries.ts'
import { common } from '../../../messages/en/common.ts'
import { settingsLists as t } from '../../../messages/en/settings-lists.ts'
import { FailedState } from '../../../ui/FailedState.tsx'
import { ProblemSummary, useFormProblem } from '../../../ui/FormProblem.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { StateBadge } from '../../../ui/StateBadge.tsx'
import table from '../../../ui/table.module.css'
import { useSlug } from '../../shell/organization.tsx'
import { ReadOnlyNotice, useMayChange } from './may-change.tsx'
import classes from './Settings.module.css'

type List = 'tenders' | 'payer-categories'

/** Settings › Ways to pay. */
export function TendersPage() {
  return <ChoicesPage list="tenders" words={t.tenders} />
}

/** Settings › Payers. */
export function PayersPage() {
  return <ChoicesPage list="payer-categories" words={t.payers} />
}

interface Props {
  list: List
  words: typeof t.tenders
}

type Send = (path: string, method: 'POST' | 'PUT' | 'PATCH', body: object) => Promise<void>

function ChoicesPage({ list, words }: Props) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const { data, error, refetch } = useQuery(choicesQuery(slug, list))
  const [problem, setProblem] = useState<Problem | null>(null)
  const mayChange = useMayChange()

  const send: Send = async (path, method, body) => {
    const after = await call<Choices>(slug, `/${list}${path}`, { method, body })
    queryClient.setQueryData(choicesQuery(slug, list).queryKey, after)
    void queryClient.invalidateQueries(organizationQuery(slug))
  }
  const sendOrSay: Send = async (...args) => {
    setProblem(null)
    await send(...args).catch((thrown: unknown) => setProblem(asProblem(thrown)))
  }

  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />
  return (
    <Page narrow title={words.title} subtitle={words.intro}>
      <div className={classes.stack}>
        <ReadOnlyNotice />
        {problem && <ProblemSummary problem={problem} />}
        <Panel flush>
          {data ? (
            <ChoiceTable choices={data.data} send={sendOrSay} rename={send} />
          ) : (
            <Skeletons rows={4} />
          )}
        </Panel>
        {mayChange && (
          <Panel title={words.add}>
            <AddForm hint={words.addHint} send={send} />
          </Panel>
        )}
      </div>
    </Page>
  )
}

interface TableProps {
  choices: Choice[]
  send: Send
  rename: Send
}

function ChoiceTable({ choices, send, rename }: TableProps) {
  const mayChange = useMayChange()
  const [renamed, setRenamed] = useState<Choice | null>(null)
  function move(index: number, by: -1 | 1): void {
    const ids = choices.map(({ id }) => id)
    const [moved] = ids.splice(index, 1)
    if (moved) ids.splice(index + by, 0, moved)
    void send('/order', 'PUT', { ids })
  }
  return (
    <>
      <table className={`${table.table} ${classes.choices}`}>
        <thead>
          <tr>
            <th scope="col">{t.name}</th>
            <th scope="col">{t.state}</th>
            {mayChange && <th scope="col">{t.actions}</th>}
          </tr>
        </thead>
        <tbody className={table.rows}>
          {choices.map((choice, index) => (
            <tr key={choice.id}>
              <td>
                <span className={table.strong}>{choice.name}</span>
                {choice.kind && <div className={table.sub}>{t.kinds[choice.kind]}</div>}
              </td>
              <td>
                <StateBadge
                  tone={choice.isUsed ? 'good' : 'quiet'}
                  icon={choice.isUsed ? <IconCheck aria-hidden /> : <IconBan aria-hidden />}
                >
                  {choice.isUsed ? t.used : t.notUsed}
                </StateBadge>
              </td>
              {mayChange && (
                <td>
                  <div className={classes.foot}>
                    <Place name={choice.name} index={index} last={choices.length - 1} move={move} />
                    <Button
                      variant="default"
                      size="compact-sm"
                      aria-label={t.renameOf(choice.name)}
                      onClick={() => setRenamed(choice)}
                    >
                      {t.rename}
                    </Button>
                    <Button
                      variant="default"
                      size="compact-sm"
                      onClick={() =>
                        void send(`/${choice.id}`, 'PATCH', { isUsed: !choice.isUsed })
                      }
                    >
                      {choice.isUsed ? t.stop : t.offer}
                    </Button>
                  </div>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {renamed && <RenameDialog choice={renamed} send={rename} onClose={() => setRenamed(null)} />}
    </>
  )
}

interface PlaceProps {
  name: string
  index: number
  last: number
  move: (index: number, by: -1 | 1) => void
}

function Place({ name, index, last, move }: PlaceProps) {
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={index === 0}
        aria-label={t.up(name)}
        onClick={() => move(index, -1)}
      >
        <IconArrowUp size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={index === last}
        aria-label={t.down(name)}
        onClick={() => move(index, 1)}
      >
        <IconArrowDown size={16} />
      </ActionIcon>
    </>
  )
}

function RenameDialog({
  choice,
  send,
  onClose,
}: {
  choice: Choice
  send: Send
  onClose: () => void
}) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={t.renameOf(choice.name)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <NameForm
        label={t.newName}
        first={choice.name}
        action={common.save}
        submit={async (name) => {
          await send(`/${choice.id}`, 'PATCH', { name })
          onClose()
        }}
      />
    </Modal>
  )
}

function AddForm({ hint, send }: { hint: string; send: Send }) {
  return (
    <NameForm
      label={t.name}
      hint={hint}
      first=""
      action={t.addAction}
      submit={(name) => send('', 'POST', { name })}
    />
  )
}

interface NameProps {
  label: string
  hint?: string
  first: string
  action: string
  submit: (name: string) => Promise<void>
}

function NameForm({ label, hint, first, action, submit }: NameProps) {
  const [name, setName] = useState(first)
  const form = useFormProblem(['name'])
  async function send(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (form.withholds({ name })) return
    if (!name.trim()) return form.refuse('name', t.noName)
    await form.send(async () => {
      await submit(name)
      setName('')
    })
  }
  return (
    <form
      ref={form.formRef}
      className={classes.form}
      onSubmit={(event) => void send(event)}
      noValidate
    >
      {form.summary}
      <TextInput
        label={label}
        description={hint}
        name="name"
        autoComplete="off"
        value={name}
        error={form.at('name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={classes.foot}>
        <Button type="submit" loading={form.isBusy}>
          {action}
        </Button>
      </div>
    </form>
  )
}
