import type { HistoryLineView } from '../../../contract/history-view.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { LinkButton } from '../../foundation/components/button.tsx'
import { EmptyState, Failed, Skeleton } from '../../foundation/components/states.tsx'
import { formatDay, formatTimeWithSeconds, isSameDay } from '../../foundation/formatting.ts'
import { clock, external } from '../../foundation/icons.ts'
import { texts } from './texts/texts.ts'
import { HistoryIcon } from './history-icon.tsx'
import type { History } from './history-lines.ts'
import { historyReason, historySentence } from './history-sentence.tsx'
import './history-tab.css'

type Props = { session: EmployeeSessionView }

/** Who, when, what, why: newest first, day by day. */
export function HistoryTab({ session, history }: Props & { history: History }) {
  const { lines, reload } = history
  const { value, problem } = lines.value
  if (!value && problem) {
    return <Failed title={texts.value.historyNotLoaded} problem={problem} onRetry={reload} />
  }
  if (!value) return <Skeleton />
  if (value.length === 0) {
    return (
      <EmptyState icon={clock} title={texts.value.noHistory} text={texts.value.noHistoryText} />
    )
  }
  return (
    <div class="history">
      <OpenInTemporal session={session} />
      {byDay(value.toReversed()).map((day) => (
        <section key={day[0]?.seq}>
          <h2>{formatDay(day[0]?.at ?? 0)}</h2>
          <ol class="history-lines">
            {day.map((line) => (
              <Line key={line.seq} line={line} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  )
}

function OpenInTemporal({ session: { links } }: Props) {
  if (!links.temporal) return null
  return (
    <div class="history-temporal">
      <span>{texts.value.administratorsOnly}</span>
      <LinkButton size="small" icon={external} href={links.temporal} isOutside>
        {texts.value.openInTemporal}
      </LinkButton>
    </div>
  )
}

function Line({ line }: { line: HistoryLineView }) {
  const reason = historyReason(line)
  return (
    <li class="history-line">
      <time dateTime={new Date(line.at).toISOString()}>{formatTimeWithSeconds(line.at)}</time>
      <HistoryIcon line={line} />
      <span class="history-what">{historySentence(line)}</span>
      {reason && <span class="history-why">{reason}</span>}
    </li>
  )
}

function byDay(lines: readonly HistoryLineView[]): HistoryLineView[][] {
  const days: HistoryLineView[][] = []
  for (const line of lines) {
    const last = days.at(-1)
    if (last?.[0] && isSameDay(last[0].at, line.at)) last.push(line)
    else days.push([line])
  }
  return days
}
