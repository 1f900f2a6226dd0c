import type { CodeUserSessionView } from '../../../contract/views.ts'
import type { EndReason } from '../../../domain/call-ending.ts'
import { formatTime } from '../../foundation/formatting.ts'
import { texts } from '../texts/texts.ts'

type View = Pick<CodeUserSessionView, 'news' | 'calls' | 'statusSince' | 'origin'>
export type Headline = { title: string; text?: string | undefined; isWarning: boolean }

/** A call that ended so is no fault of the person, and can be made again. */
const BROKEN_OFF: readonly EndReason[] = ['gateway_lost', 'both_network_lost', 'nobody_joined']

/** What stands above Start call: the last thing that happened, as the person would tell it. */
export function headlineOf(view: View): Headline {
  const call = callHeadline(view)
  const news = newsHeadline(view)
  if (call && (!news || call.at >= news.at)) return call.headline
  return news?.headline ?? { title: texts.value.ready, isWarning: false }
}

type Dated = { at: number; headline: Headline }

function newsHeadline({ news }: View): Dated | undefined {
  const last = news.findLast(({ kind }) => kind === 'confirmed' || kind === 'missed_call')
  if (!last) return undefined
  const { at, by, kind } = last
  const time = formatTime(at)
  const { confirmedBy, confirmedAt, missedCall, missedCallText, service } = texts.value
  if (kind === 'missed_call') {
    const text = missedCallText(by ?? service)
    return { at, headline: { title: missedCall(time), text, isWarning: true } }
  }
  const title = by ? confirmedBy(firstName(by), time) : confirmedAt(time)
  return { at, headline: { title, isWarning: false } }
}

/** Their own call that came to nothing; one that they missed is among the news. */
function callHeadline({ calls, statusSince }: View): Dated | undefined {
  const last = calls.at(-1)
  if (!last?.endedAt || !last.endReason || last.endedAt < statusSince - SAME_MOMENT_MS) {
    return undefined
  }
  const time = formatTime(last.endedAt)
  const isOwn = last.startedBy.kind === 'code_user'
  const words = texts.value
  if (isOwn && (last.endReason === 'ring_timeout' || last.endReason === 'declined')) {
    const title = words.nobodyAnswered(time)
    return {
      at: last.endedAt,
      headline: { title, text: words.nobodyAnsweredText, isWarning: true },
    }
  }
  if (!BROKEN_OFF.includes(last.endReason)) return undefined
  const title = words.callInterrupted(time)
  return { at: last.endedAt, headline: { title, text: words.callInterruptedText, isWarning: true } }
}

/** The end of a call and the status after it are one change. */
const SAME_MOMENT_MS = 1_000

export function firstName(name: string): string {
  return name.split(/\s+/)[0] ?? name
}
