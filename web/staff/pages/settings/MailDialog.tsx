import { Button, Modal, Stack } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { call } from '../../../api/client.ts'
import type { MailSeen } from '../../../api/contract.ts'
import { asProblem } from '../../../api/problem.ts'
import { mailQuery } from '../../../api/queries.ts'
import { common } from '../../../messages/en/common.ts'
import { outbox as t } from '../../../messages/en/outbox.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { instantText } from '../../../ui/dates.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { ProblemSummary } from '../../../ui/FormProblem.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import { isUnderway, MailBadge } from './MailBadge.tsx'
import classes from './Settings.module.css'

const LOOK_AGAIN_MS = 1_000

/** One e-mail: what became of it, how it looks, and sending it again. */
export function MailDialog() {
  const slug = useSlug()
  const navigate = useNavigate()
  const { mailId } = useParams({ strict: false }) as { mailId: string }
  const { data, error, refetch } = useQuery({
    ...mailQuery(slug, mailId),
    refetchInterval: ({ state }) =>
      state.data && isUnderway(state.data.state) ? LOOK_AGAIN_MS : false,
  })
  return (
    <Modal
      opened
      size="lg"
      onClose={() => void navigate({ to: paths.outbox(slug) as never })}
      title={data?.subject ?? t.title}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {error && !data && <FailedState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeletons rows={4} />}
      {data && <TheMail mail={data} />}
    </Modal>
  )
}

function TheMail({ mail }: { mail: MailSeen }) {
  const { slug, timeZone } = useOrganization()
  const facts = [
    { label: t.state, value: <MailBadge state={mail.state} /> },
    { label: t.to, value: mail.to },
    { label: t.created, value: `${instantText(mail.createdAt, timeZone)} · ${mail.by}` },
    ...(mail.attachments.length > 0
      ? [{ label: t.attachments, value: mail.attachments.join(', ') }]
      : []),
    ...(mail.serverSaid ? [{ label: t.said, value: mail.serverSaid }] : []),
    ...(mail.nextTryAt
      ? [{ label: t.tries(mail.tries), value: t.nextTry(instantText(mail.nextTryAt, timeZone)) }]
      : []),
  ]
  return (
    <Stack gap="md">
      <Notice tone={mail.state === 'sent' ? 'good' : mail.state === 'failed' ? 'bad' : 'quiet'}>
        {mail.sentence}
      </Notice>
      <Facts facts={facts} />
      <Again mail={mail} />
      {mail.hidden && <Notice tone="quiet">{t.hidden}</Notice>}
      {mail.text !== null && (
        <>
          <iframe
            title={t.letter}
            className={classes.frame}
            sandbox=""
            src={paths.letter(slug, mail.id)}
          />
          <details>
            <summary className={classes.talkHead}>{t.text}</summary>
            <pre className={classes.text}>{mail.text}</pre>
          </details>
        </>
      )}
    </Stack>
  )
}

function Again({ mail }: { mail: MailSeen }) {
  const slug = useSlug()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const again = useMutation({
    mutationFn: () => call<MailSeen>(slug, `/mails/${mail.id}/send-again`, { method: 'POST' }),
    onSuccess: (after) => {
      queryClient.setQueryData(mailQuery(slug, after.id).queryKey, after)
      void queryClient.invalidateQueries({ queryKey: ['o', slug, 'mails'] })
      void navigate({ to: paths.mail(slug, after.id) as never, replace: true })
    },
  })
  const { reason } = mail.again
  return (
    <>
      {again.error && <ProblemSummary problem={asProblem(again.error)} />}
      <div>
        {reason ? (
          <BlockedButton reason={reason}>{t.again}</BlockedButton>
        ) : (
          <Button variant="default" loading={again.isPending} onClick={() => again.mutate()}>
            {t.again}
          </Button>
        )}
      </div>
    </>
  )
}
