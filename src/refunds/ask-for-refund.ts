import type { App } from '../processor/app.ts'
import type { Answer, ProcessorRefund } from '../processor/processor.ts'
import type { CardRefund, Refund } from './refund.ts'
import { type News, type Outcome, outcomeOf, settleRefund } from './settle-refund.ts'

/**
 * Asks the processor for a refund that is on record. It is always the same call: the parameters
 * are stored and the key is made of the refund's id, so asking again is asking about it.
 */
export async function askForRefund(app: App, refund: CardRefund, news: News): Promise<Refund> {
  const ref = { orgId: refund.orgId, refundId: refund.id }
  const processor = await app.processors.of(refund)
  const answer = await processor.createRefund(refund.parameters, refundKey(refund))
  return settleRefund(app, ref, readAnswer(answer), news)
}

function refundKey(refund: CardRefund): string {
  return `${refund.orgId}.${refund.id}`
}

function readAnswer(answer: Answer<ProcessorRefund>): Outcome {
  switch (answer.is) {
    case 'answered':
      return outcomeOf(answer.value)
    case 'refused':
      // Under our key the processor would have named the refund, had there been one.
      return failed(`refused:${answer.code}`)
    case 'noAccess':
      // The library asks again by itself where its first try was lost: that may have been let in.
      return unknown('no_access')
    case 'throttled':
      return unknown('throttled')
    case 'noAnswer':
      return unknown('no_answer')
  }
}

function failed(reason: string): Outcome {
  return { to: 'failed', processorRefundId: null, problem: { reason } }
}

function unknown(reason: string): Outcome {
  return { to: 'unknown', problem: { reason } }
}
