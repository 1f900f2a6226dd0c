import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { STATUSES, type Status } from '../../../domain/status.ts'
import { formatTime } from '../formatting.ts'
import { check } from '../icons.ts'
import { texts } from '../texts/texts.ts'
import { STATUS_ICONS } from './badge.tsx'
import { Icon } from './icon.tsx'
import './status-bar.css'

type Props = {
  status: Status
  /** When each status was reached last. */
  steps: readonly { status: Status; at: number }[]
  /** Stands at the end of the wide form, below the narrow one. */
  children?: ComponentChildren
}

/** Where the session is on its way. Five columns where the bar itself has less than 720 px. */
export function StatusBar({ status, steps, children }: Props) {
  const description = useId()
  return (
    <div class="status-bar">
      <div class="status-bar-box">
        <ol class="status-steps" aria-label={texts.value.status} aria-describedby={description}>
          {STATUSES.map((each) => (
            <Step key={each} step={each} current={status} at={timeOf(each, status, steps)} />
          ))}
        </ol>
        <span class="only-heard" id={description}>
          {texts.value.statusWord.done}: {texts.value.doneAlias}
        </span>
        {children && <div class="status-bar-aside">{children}</div>}
      </div>
    </div>
  )
}

type StepProps = { step: Status; current: Status; at: number | undefined }

function Step({ step, current, at }: StepProps) {
  const isCurrent = step === current
  const isPassed = at !== undefined && !isCurrent
  return (
    <li
      class="status-step"
      data-status={isCurrent ? step : undefined}
      data-passed={isPassed || undefined}
      aria-current={isCurrent ? 'step' : undefined}
    >
      <span class="status-mark">
        {isCurrent && <Icon shapes={STATUS_ICONS[step]} size={14} />}
        {isPassed && <Icon shapes={check} size={14} />}
      </span>
      <span class="status-words">
        <span class="status-word">{texts.value.statusWord[step]}</span>
        {at !== undefined && (
          // Shown by the style sheet: the item's text is the status and nothing else.
          <span class="status-time" data-time={formatTime(at)} />
        )}
      </span>
    </li>
  )
}

/** A status that was left again, as by reopening, is ahead and not passed. */
function timeOf(step: Status, current: Status, steps: Props['steps']): number | undefined {
  const isAhead = STATUSES.indexOf(step) > STATUSES.indexOf(current)
  return isAhead ? undefined : steps.find(({ status }) => status === step)?.at
}
