import { computed, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Key } from '../../foundation/components/badge.tsx'
import { Button } from '../../foundation/components/button.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { Raised } from '../../foundation/components/raised.tsx'
import { Switch } from '../../foundation/components/choice.tsx'
import { useCommand } from '../../foundation/command.ts'
import { phone, video, x } from '../../foundation/icons.ts'
import { isNarrow } from '../../foundation/is-narrow.ts'
import { now } from '../../foundation/now.ts'
import { soundRing } from '../../foundation/ringing.ts'
import { pages } from '../../../contract/paths.ts'
import { navigate } from '../../foundation/router.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { ConsoleProvider, useConsole } from '../console.ts'
import { texts } from '../texts/texts.ts'
import { RING_KEY, useRingKey } from './ring-key.ts'
import type { Ring, Taken } from '../../foundation/rings.ts'
import './incoming-call.css'

/** On top of every page, announced, and never taking the focus from what somebody does. */
export function IncomingCall() {
  const console = useConsole()
  const { rings, calls } = console
  const ring = rings.current.value
  // Whoever has taken it themselves is in the call by now.
  const taken = calls.stage.value.name === 'none' ? rings.taken.value : null
  useEffect(() => {
    const title = () => common.value.incomingCall
    // Nobody should hear a telephone while talking.
    const sounding = computed(() =>
      calls.stage.value.name === 'none' ? rings.current.value : null,
    )
    return soundRing(sounding, { actor: 'employee', title })
  }, [])
  if (!ring && !taken) return null
  return (
    <Raised>
      <ConsoleProvider value={console}>
        <div class="ring-announcement only-heard" role="alert">
          {ring ? announcementOf(ring) : taken && texts.value.takenBy(taken.number, taken.by)}
        </div>
        {ring ? <RingDialog key={`${ring.id} ${ring.call}`} ring={ring} /> : null}
        {!ring && taken ? <TakenNote taken={taken} /> : null}
      </ConsoleProvider>
    </Raised>
  )
}

function announcementOf({ callerName, deviceLabel }: Ring): string {
  const call = `${common.value.incomingCall}: ${callerName ?? texts.value.codeUser}, ${deviceLabel}`
  return `${call}. ${texts.value.keyLeadsThere(RING_KEY)}`
}

function RingDialog({ ring }: { ring: Ring }) {
  const { calls, rings } = useConsole()
  const dialog = useRef<HTMLElement>(null)
  useRingKey(dialog)
  const withCamera = useSignal(false)
  const place = { sessionId: ring.id, call: ring.call }
  useEffect(() => {
    calls.preconnect(place)
    return () => calls.release()
  }, [])
  const accept = useCommand(async (key, camera: boolean) => {
    await calls.accept(place, { key, camera })
    rings.stop(ring)
    navigate(pages.session(ring.number))
  })
  const decline = useCommand(async (key) => {
    await calls.decline(place, key)
    rings.stop(ring)
  })
  const problem = accept.problem.value ?? decline.problem.value
  return (
    <section
      ref={dialog}
      class="ring"
      role="dialog"
      tabIndex={-1}
      aria-label={common.value.incomingCall}
      aria-keyshortcuts={RING_KEY}
    >
      <RingAbout ring={ring} />
      {ring.reason && <p class="ring-reason">{ring.reason}</p>}
      <Switch
        label={texts.value.myCamera}
        states={texts.value.switchStates}
        isOn={withCamera.value}
        onChange={(isOn) => (withCamera.value = isOn)}
      />
      {problem && <Refusal problem={problem} />}
      <div class="ring-answers">
        <Button
          variant="danger-outline"
          icon={x}
          isBusy={decline.isBusy.value}
          onPress={decline.press}
        >
          {common.value.decline}
        </Button>
        <Button
          variant="primary"
          icon={video}
          isBusy={accept.isBusy.value}
          onPress={() => accept.press(withCamera.value)}
        >
          {common.value.accept}
        </Button>
      </div>
    </section>
  )
}

function RingAbout({ ring }: { ring: Ring }) {
  const { callerName, deviceLabel, number, ringsUntil } = ring
  const seconds = Math.max(0, Math.ceil((ringsUntil - now.value) / 1000))
  return (
    <header class="ring-about">
      <span class="ring-icon">
        <Icon shapes={phone} />
      </span>
      <div>
        <h2>{common.value.incomingCall}</h2>
        <p>{`${callerName ?? texts.value.codeUser}, ${deviceLabel}`}</p>
        <small>{texts.value.ringsFor(number, seconds)}</small>
      </div>
      {!isNarrow.value && <Key>{RING_KEY}</Key>}
    </header>
  )
}

function TakenNote({ taken: { number, by } }: { taken: Taken }) {
  return (
    <section class="ring ring-taken">
      <span class="ring-icon">
        <Icon shapes={phone} />
      </span>
      <p>{texts.value.takenBy(number, by)}</p>
    </section>
  )
}
