import { missingMigrations } from '../database/migrate.ts'
import { asAuditor } from '../database/transaction.ts'
import type { App } from '../processor/app.ts'
import type { Pulse } from '../timetable.ts'
import { findBacklog } from './backlog.ts'

/** What `/readyz` answers: 200 when ready, else 503; each check in a few words. */
export interface Readiness {
  status: 'ready' | 'not_ready'
  checks: Record<string, ReadinessCheck>
}

export interface ReadinessCheck {
  ok: boolean
  says: string
}

/** A job whose turn is this much overdue is late, whatever it does every second. */
const LATE_TURNS = 10
const LATE_SECONDS_MIN = 60

/** Whether this process can do its work now. Names no organization, so anybody may ask. */
export async function readiness(app: App, pulses: readonly Pulse[]): Promise<Readiness> {
  const now = app.clock.now()
  const checks: Record<string, ReadinessCheck> = {
    ...(await databaseChecks(app, now)),
    ...Object.fromEntries(pulses.map((pulse) => [`job: ${pulse.name}`, pulseCheck(pulse, now)])),
  }
  const ready = Object.values(checks).every((check) => check.ok)
  return { status: ready ? 'ready' : 'not_ready', checks }
}

async function databaseChecks(app: App, now: Date): Promise<Record<string, ReadinessCheck>> {
  try {
    const missing = await missingMigrations(app.db)
    if (missing.length > 0) {
      return {
        database: { ok: true, says: 'answers' },
        migrations: { ok: false, says: `${missing.length} missing: run onfile migrate` },
      }
    }
    const { payments, events, mails } = await asAuditor(app.db, (tx) => findBacklog(tx, now))
    return {
      database: { ok: true, says: 'answers' },
      migrations: { ok: true, says: 'up to date' },
      payments: { ok: payments === 0, says: `${payments} overdue` },
      events: { ok: events === 0, says: `${events} overdue` },
      mails: { ok: mails === 0, says: `${mails} overdue` },
    }
  } catch {
    // Why is in the log of whoever asks the database; here it might name hosts and roles.
    return { database: { ok: false, says: 'does not answer' } }
  }
}

function pulseCheck({ every, at }: Pulse, now: Date): ReadinessCheck {
  if (at === null) return { ok: false, says: 'has not run yet' }
  const seconds = Math.round((now.getTime() - at.getTime()) / 1000)
  const late = Math.max(every * LATE_TURNS, LATE_SECONDS_MIN)
  return { ok: seconds <= late, says: `ran ${Math.max(seconds, 0)} s ago` }
}
