import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import { readEmail, readText } from '../http/text-field.ts'
import { findCardNumber } from '../kit/text.ts'
import { type MailSecurity, type MailServer, openMailServer } from '../mail/mail-server.ts'
import { disableMailServer, findMailServer, hurryMails, putMailServer } from '../mail/outbox.ts'
import type { App } from '../processor/app.ts'
import { seal } from '../processor/seal.ts'
import { authorize } from '../staff/authorize.ts'

export interface MailServerRequest {
  host: string
  port: number
  security: MailSecurity
  username: string | null
  /** Absent: the one that is stored. */
  password?: string | null | undefined
  fromName: string
  fromAddress: string
  replyTo: string | null
}

export function seeMailServer(app: App, caller: Caller) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'organization.manage')
    const stored = await findMailServer(tx)
    if (!stored) return { server: null }
    const { passwordSealed, changedAt, ...server } = stored
    return {
      server: {
        ...server,
        hasPassword: passwordSealed !== null,
        changedAt: changedAt.toISOString(),
      },
    }
  })
}

/** Keeps the settings; what waits is tried at once with them. */
export function changeMailServer(
  app: App,
  secret: string,
  caller: Caller,
  request: MailServerRequest,
) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    const { password, ...server } = await readServer(tx, secret, request)
    const now = app.clock.now()
    await putMailServer(tx, caller.orgId, {
      ...server,
      passwordSealed: password === null ? null : seal(secret, password),
      changedAt: now,
      changedBy: actor.name,
    })
    await hurryMails(tx, now)
    await recordAct(app, tx, caller, actor, 'mail_server.changed', null)
  })
}

/** From now on mails are kept, not sent. */
export function removeMailServer(app: App, caller: Caller) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    await disableMailServer(tx, actor.name, app.clock.now())
    await recordAct(app, tx, caller, actor, 'mail_server.removed', null)
  })
}

/** The values on the screen, checked, with the stored password where none was typed. */
export async function readServer(
  tx: Transaction,
  secret: string,
  request: MailServerRequest,
): Promise<MailServer> {
  const username = readName(request.username)
  const fromAddress = readEmail(request.fromAddress, 'fromAddress')
  if (!fromAddress) {
    refuse('field_required', 'Enter the address that mails come from.', { field: 'fromAddress' })
  }
  const server = {
    host: readHost(request.host),
    port: readPort(request.port),
    security: request.security,
    username,
    fromName: readText(request.fromName, 'fromName', {
      max: 120,
      called: 'The name of the sender',
      required: true,
    }),
    fromAddress,
    replyTo: readEmail(request.replyTo, 'replyTo'),
  }
  return { ...server, password: await readPassword(tx, secret, request, server) }
}

const HOST = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i
const IPV6 = /^[0-9a-f:]{2,39}$/i

function readHost(input: string): string {
  const host = readText(input, 'host', { max: 253, called: 'The host', required: true })
  if (!HOST.test(host) && !IPV6.test(host)) {
    refuse('field_invalid', 'Enter a host like smtp.example.com, without “smtp://” and port.', {
      field: 'host',
    })
  }
  return host
}

function readPort(port: number): number {
  if (port < 1 || port > 65_535) {
    refuse('field_invalid', 'Enter a port from 1 to 65535; 587 is usual.', { field: 'port' })
  }
  return port
}

function readName(input: string | null): string | null {
  return readText(input, 'username', { max: 254, called: 'The user' }) || null
}

/**
 * Typed, or the one stored: but only for the same host and user, or a changed host would be told
 * a password that whoever changed it does not know.
 */
async function readPassword(
  tx: Transaction,
  secret: string,
  request: MailServerRequest,
  server: Pick<MailServer, 'host' | 'username'>,
): Promise<string | null> {
  const { password } = request
  if (server.username === null) return null
  if (password === undefined) {
    const stored = await findMailServer(tx)
    if (!stored?.passwordSealed) return null
    if (stored.host !== server.host || stored.username !== server.username) {
      refuse('field_required', 'Enter the password again: the host or the user is another.', {
        field: 'password',
      })
    }
    return openMailServer(secret, stored).password
  }
  if (password === null || password === '') return null
  if (password.length > 500 || /\p{Cc}/u.test(password) || findCardNumber(password)) {
    refuse('field_invalid', 'This cannot be the password of a mail server.', { field: 'password' })
  }
  return password
}
