import { sendDigests } from './attention/digest.ts'
import { lookThrough } from './attention/look-through.ts'
import { chargeLateFees } from './client-fees/charge-late-fees.ts'
import { compareByNight } from './differences/compare.ts'
import { hearAll } from './hearers.ts'
import { whereItFailed } from './http/answer-errors.ts'
import { composeCreditNote, composeInvoice } from './invoices/invoice-letter.ts'
import { type Composers, sendMails } from './mail/send-mails.ts'
import { composeReceipt } from './payments/receipt-letter.ts'
import { sweepPayments } from './payments/sweep.ts'
import { sweepFees } from './payments/sweep-fees.ts'
import { readPayouts } from './payouts/read-payouts.ts'
import type { App } from './processor/app.ts'
import { pollEvents } from './processor/poll-events.ts'
import { composeRefund } from './refunds/refund-letter.ts'
import { sweepRefunds } from './refunds/sweep-refunds.ts'
import { composeStatement } from './reports/statement-letter.ts'
import { workRuns } from './runs/work-runs.ts'
import { endAuthorizations } from './wallet/end-authorizations.ts'
import { sweepSetups } from './wallet/sweep-setups.ts'
import { tellExpiring } from './wallet/tell-expiring.ts'

interface RecurringJob {
  name: string
  /** Seconds between the end of one run and the start of the next. */
  every: number
  run: (app: App, secret: string) => Promise<unknown>
}

/**
 * Every recurring job. What is due lives in rows, not in jobs: a job only says "look", so any
 * number of processes may run them at once, and missing a turn loses nothing.
 */
export const TIMETABLE: RecurringJob[] = [
  { name: 'sweep payments', every: 1, run: sweepPayments },
  { name: 'sweep refunds', every: 1, run: sweepRefunds },
  { name: 'work on runs', every: 0.25, run: workRuns },
  { name: 'sweep method set-ups', every: 2, run: sweepSetups },
  { name: 'sweep fees', every: 2, run: sweepFees },
  { name: 'read payouts', every: 30, run: readPayouts },
  { name: 'hear events', every: 1, run: hearAll },
  { name: 'look through what the calendar brings', every: 60, run: lookThrough },
  { name: 'end permissions whose day is over', every: 60, run: endAuthorizations },
  { name: 'tell of cards that expire', every: 600, run: tellExpiring },
  { name: 'mail what failed', every: 60, run: sendDigests },
  { name: 'compare with the processor', every: 60, run: compareByNight },
  { name: 'charge late fees', every: 600, run: chargeLateFees },
  { name: 'poll events', every: 5, run: pollEvents },
  { name: 'send mails', every: 1, run: (app, secret) => sendMails(app, secret, COMPOSERS) },
]

/** Who puts a mail into words that was queued without. */
const COMPOSERS: Composers = {
  receipt: composeReceipt,
  invoice: composeInvoice,
  creditNote: composeCreditNote,
  refund: composeRefund,
  statement: composeStatement,
}

export interface Pulse {
  name: string
  every: number
  /** When it last ended well. */
  at: Date | null
}

/** Runs the timetable until stopped. A job that fails is said and runs again at its next turn. */
export function startTimetable(
  app: App,
  secret: string,
  log: (line: Record<string, unknown>) => void,
): { pulses: Pulse[]; stop: () => Promise<void> } {
  const stopping = new AbortController()
  const pulses: Pulse[] = []
  const loops = TIMETABLE.map(async (job) => {
    const pulse: Pulse = { name: job.name, every: job.every, at: null }
    pulses.push(pulse)
    while (!stopping.signal.aborted) {
      try {
        await job.run(app, secret)
        pulse.at = app.clock.now()
      } catch (error) {
        log({ level: 'error', job: job.name, ...whereItFailed(error) })
      }
      await pause(job.every * 1000, stopping.signal)
    }
  })
  return {
    pulses,
    async stop() {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(done, milliseconds)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}
