import type { HistoryLineView } from '../../../contract/history-view.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { Icon } from '../../foundation/components/icon.tsx'
import { fill } from '../../foundation/fill.tsx'
import { formatList, formatShortly } from '../../foundation/formatting.ts'
import { eye } from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { HistoryIcon } from './history-icon.tsx'
import type { History } from './history-lines.ts'
import { historyReason, historySentence } from './history-sentence.tsx'
import { texts } from './texts/texts.ts'
import './what-happened.css'

type Props = { session: EmployeeSessionView; history: History }

const SHOWN = 4

/** The last steps in short, and who has looked; all of it is in the history. */
export function WhatHappened({ session, history }: Props) {
  const lines = history.lines.value.value
  if (!lines) return null
  return (
    <section class="card">
      <h2 class="happened-head">
        {texts.value.whatHappened}
        <a class="text-link" href="?tab=history">
          {texts.value.wholeHistory}
        </a>
      </h2>
      <ol class="happened">
        {lines.slice(-SHOWN).map((line) => (
          <Line key={line.seq} line={line} />
        ))}
        <Seen session={session} />
      </ol>
    </section>
  )
}

function Line({ line }: { line: HistoryLineView }) {
  const reason = historyReason(line)
  const at = formatShortly(line.at)
  return (
    <li>
      <HistoryIcon line={line} />
      <span>
        {historySentence(line)}
        <small>{reason ? `${at} · ${reason}` : at}</small>
      </span>
    </li>
  )
}

/** While it waits for somebody, what counts is who knows of it. */
function Seen({ session }: Pick<Props, 'session'>) {
  const { me } = useConsole()
  const seen = session.recipients
    .filter(({ seenAt }) => seenAt !== null)
    .toSorted((a, b) => (a.seenAt ?? 0) - (b.seenAt ?? 0))
  if (session.status !== 'requested' || seen.length === 0) return null
  const names = seen.map(({ employee }) =>
    employee.id === me.id ? texts.value.youInSentence : employee.name,
  )
  const times = seen.map(({ seenAt }) => formatShortly(seenAt ?? 0))
  return (
    <li>
      <span class="history-icon">
        <Icon shapes={eye} size={16} />
      </span>
      <span>
        {fill(texts.value.seenBy, { people: formatList(names) })}
        <small>{formatList(times)}</small>
      </span>
    </li>
  )
}
