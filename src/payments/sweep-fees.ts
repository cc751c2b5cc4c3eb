import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import { todayIn } from '../kit/time.ts'
import { postLedger } from '../ledger/post.ts'
import { openDay } from '../organizations/open-day.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import type { ProcessorCharge } from '../processor/processor-money.ts'
import { claimFee, type FeeToRead, feesToLookAt, lookForFee, writeFee } from './fee-store.ts'

const LOOKS_PER_SWEEP_MAX = 50
const LEASE_MS = 90_000
/** Known within seconds most times; one that is not is still worth a look a day. */
const AGAIN_SECONDS = [2, 10, 60, 600, 3_600, 86_400]

/** Reads the fees that are due, of all organizations. Answers how many there were. */
export async function sweepFees(app: App): Promise<number> {
  const due = await acrossOrganizations(app.db, (tx) =>
    feesToLookAt(tx, app.clock.now(), LOOKS_PER_SWEEP_MAX),
  )
  for (const { orgId, paymentId } of due) {
    const now = app.clock.now()
    const lease = new Date(now.getTime() + LEASE_MS)
    const fee = await inOrganization(app.db, orgId, (tx) => claimFee(tx, paymentId, now, lease))
    if (fee) await readFee(app, fee)
  }
  return due.length
}

/** The fee of a payment, asked of the processor; false while it is not known. */
async function readFee(app: App, fee: FeeToRead): Promise<boolean> {
  const processor = await app.processors.of(fee)
  const read = await processor.readCharge(fee.intentId)
  if (read.is === 'answered' && read.value?.fee) return settleFee(app, fee, read.value)
  const seconds = AGAIN_SECONDS[fee.looks - 1] ?? AGAIN_SECONDS.at(-1) ?? 0
  const later = new Date(app.clock.now().getTime() + seconds * 1000)
  const lookAt = read.is === 'refused' ? null : later
  await inOrganization(app.db, fee.orgId, (tx) => lookForFee(tx, fee.paymentId, lookAt))
  return false
}

/** Books the fee, the first time it is known. False: it is not known yet, or was known before. */
export async function settleFee(
  app: App,
  { orgId, paymentId }: { orgId: string; paymentId: string },
  charge: ProcessorCharge,
): Promise<boolean> {
  const { fee } = charge
  if (fee === null) return false
  const now = app.clock.now()
  const settled = await inOrganization(app.db, orgId, async (tx) => {
    const organization = await theOrganization(tx)
    const availableOn = fee.availableAt.toISOString().slice(0, 10)
    const written = await writeFee(tx, paymentId, { ...charge, fee }, availableOn, now)
    if (!written) return false
    if (fee.amount === 0) return true
    await postLedger(tx, orgId, [
      {
        source: 'fee',
        sourceId: paymentId,
        event: 'fee',
        n: 0,
        amount: BigInt(fee.amount),
        currency: fee.currency,
        accountId: null,
        invoiceId: null,
        processorAccountId: written.processorAccountId,
        postedAt: now,
        effectiveOn: openDay(todayIn(organization.timeZone, now), organization),
      },
    ])
    return true
  })
  if (settled) app.changed(orgId)
  return settled
}
