import { Icon } from '../../foundation/components/icon.tsx'
import { phone, reload } from '../../foundation/icons.ts'
import type { CallSession } from '../call-session.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import { texts } from '../texts/texts.ts'
import { otherName } from './people.ts'
import './call-status.css'

/** What the picture cannot say: it rings, it connects, it comes back. */
export function CallStatus({ call }: { call: OngoingCall }) {
  const phase = call.phase.value
  return (
    <div class={phase === 'live' ? 'call-status' : 'call-status call-status-veil'} role="status">
      {phase === 'calling' && (
        <StatusChip icon={phone} title={texts.value.calling}>
          {whoIsCalled(call)}
        </StatusChip>
      )}
      {phase === 'connecting' && <StatusChip icon={phone} title={texts.value.connecting} />}
      {phase === 'reconnecting' && (
        <StatusChip icon={reload} title={texts.value.reconnecting} isTurning>
          {call.connection.isJoined.value
            ? texts.value.otherReconnects(otherName(call.session.value, call.side))
            : texts.value.placeIsKept}
        </StatusChip>
      )}
      {phase === 'reconnecting' && call.side === 'code_user' && (
        <HelpPhone session={call.session.value} />
      )}
    </div>
  )
}

type ChipProps = { icon: string; title: string; isTurning?: boolean; children?: string | undefined }

function StatusChip({ icon, title, isTurning, children }: ChipProps) {
  return (
    <div
      class={isTurning ? 'call-chip call-status-chip call-turning' : 'call-chip call-status-chip'}
    >
      <Icon shapes={icon} />
      <div>
        <strong>{title}</strong>
        {children && <p>{children}</p>}
      </div>
    </div>
  )
}

/** Where the page cannot help itself. */
function HelpPhone({ session }: { session: CallSession }) {
  const number = session.emergencyPhone
  if (!number) return null
  return (
    <p class="call-chip call-help">
      {texts.value.ifNothingHelps}{' '}
      <a class="text-link" href={`tel:${number.replaceAll(/[^\d+]/g, '')}`}>
        {number}
      </a>
    </p>
  )
}

function whoIsCalled(call: OngoingCall): string | undefined {
  const ringing = call.call?.ringing
  if (!ringing) return undefined
  const { name, people, atScreen } = ringing
  if (call.side === 'employee') {
    return atScreen > 0 ? texts.value.callingCodeUser : texts.value.pageIsClosed
  }
  if (atScreen === 0) return texts.value.nobodyAtScreen(people)
  return name ? texts.value.callingName(name) : texts.value.callingPeople(String(people))
}
