import { formatDuration } from '../../foundation/formatting.ts'
import { now } from '../../foundation/now.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import type { Quality } from '../quality.ts'
import { texts } from '../texts/texts.ts'
import { otherName } from './people.ts'
import './call-head.css'

/** Chips over the picture: recording upper left, whose call it is, the connection upper right. */
export function CallHead({ call }: { call: OngoingCall }) {
  const session = call.session.value
  const isEmployee = call.side === 'employee'
  return (
    <div class="call-head">
      <div class="call-head-left">
        {!call.screenshots.isCovering.value && <RecordingSymbol call={call} />}
        {isEmployee && (
          <p class="call-chip call-whose">
            <strong>#{session.number}</strong>
            <span>
              {otherName(session, 'employee')}
              <span class="call-device">, {session.device.label}</span>
            </span>
          </p>
        )}
      </div>
      <p class="call-chip call-link">
        <QualityDots quality={call.quality.value} />
        {isEmployee && call.times.liveSince.value !== null && (
          <time>{formatDuration(now.value - call.times.liveSince.value)}</time>
        )}
      </p>
    </div>
  )
}

/** Never hidden while the recorder runs; in the page once, also over a screenshot. */
export function RecordingSymbol({ call }: { call: OngoingCall }) {
  const since = call.times.recordingSince.value
  if (!call.isRecording.value) return null
  return (
    <p class="call-chip call-recording" role="img" aria-label={texts.value.recording}>
      <i />
      {texts.value.recordingShort} {since !== null && formatDuration(now.value - since)}
    </p>
  )
}

const DOTS: Record<Quality, number> = { good: 3, fair: 2, poor: 1 }

function QualityDots({ quality }: { quality: Quality }) {
  return (
    <span
      class="call-dots"
      role="img"
      aria-label={texts.value.quality[quality]}
      title={texts.value.quality[quality]}
      data-quality={quality}
    >
      {[1, 2, 3].map((dot) => (
        <i key={dot} class={dot <= DOTS[quality] ? 'call-dot-on' : ''} />
      ))}
    </span>
  )
}
