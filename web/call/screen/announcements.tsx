import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { CallPhase, OngoingCall } from '../ongoing-call.ts'
import { texts } from '../texts/texts.ts'
import { otherName } from './people.ts'

/** So many sentences stay: one that follows at once takes none away before it was said. */
const KEPT = 6

/**
 * Said to whoever does not see it: somebody came or went, the connection is back, the recorder went on
 * or off, a mark was set or taken away. That it rings or reconnects is a status that stands there.
 */
export function Announcements({ call }: { call: OngoingCall }) {
  const said = useSignal<readonly { id: number; sentence: string }[]>([])
  const say = (sentence: string) => {
    const id = (said.peek().at(-1)?.id ?? 0) + 1
    said.value = [...said.peek(), { id, sentence }].slice(-KEPT)
  }
  const { isPresent } = call.connection.other.value ?? {}
  useChange(isPresent, (isHere) => {
    const name = otherName(call.session.peek(), call.side)
    say(isHere ? texts.value.joined(name) : texts.value.left(name))
  })
  useChange(useIsBack(call.phase.value), (isBack) => {
    if (isBack) say(texts.value.connectedAgain)
  })
  useChange(call.isRecording.value, (isOn) => {
    say(isOn ? texts.value.recordingOn : texts.value.recordingOff)
  })
  const marks = call.marks.list.value.map(({ number }) => number)
  useChange(marks.join(), (_, before) => {
    const known = before === '' ? [] : before.split(',').map(Number)
    for (const number of marks) if (!known.includes(number)) say(texts.value.markSet(number))
    for (const number of known) if (!marks.includes(number)) say(texts.value.markRemoved(number))
  })
  return (
    <div class="only-heard" role="log">
      {said.value.map(({ id, sentence }) => (
        <p key={id}>{sentence}</p>
      ))}
    </div>
  )
}

/** Live after it had to reconnect, until it has to again. */
function useIsBack(phase: CallPhase): boolean {
  const hasReconnected = useRef(false)
  if (phase === 'reconnecting') hasReconnected.current = true
  return phase === 'live' && hasReconnected.current
}

/** Calls back when the value is another than in the rendering before. */
function useChange<T>(value: T, onChange: (value: T, before: T) => void): void {
  const last = useRef(value)
  useEffect(() => {
    if (last.current === value) return
    const before = last.current
    last.current = value
    onChange(value, before)
  }, [value])
}
