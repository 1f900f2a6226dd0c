import { computed, useSignal, type Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { pages } from '../../../contract/paths.ts'
import type { CodeUserSessionView } from '../../../contract/views.ts'
import { useCommand } from '../../foundation/command.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { initialsOf } from '../../foundation/formatting.ts'
import { video, x } from '../../foundation/icons.ts'
import { soundRing } from '../../foundation/ringing.ts'
import { navigate, path } from '../../foundation/router.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { modalsChanged } from '../../foundation/top-layer.ts'
import { useSession } from '../../foundation/use-session.ts'
import type { Ring } from '../../foundation/rings.ts'
import { isParticipant, useCodeUser } from '../code-user.ts'
import { consentAt, isUndecided } from '../session/consent.ts'
import { texts } from '../texts/texts.ts'
import './incoming-call.css'

/** Service is calling: over whatever page is open. */
export function IncomingCall() {
  const { calls, rings } = useCodeUser()
  const ring = rings.current.value
  useEffect(() => {
    const title = () => common.value.incomingCall
    const sounding = computed(() =>
      calls.stage.value.name === 'none' ? rings.current.value : null,
    )
    return soundRing(sounding, { actor: 'code-user', title })
  }, [])
  if (!ring) return null
  return <RingDialog key={`${ring.id} ${ring.call}`} ring={ring} />
}

function RingDialog({ ring }: { ring: Ring }) {
  const { calls, sessions } = useCodeUser()
  const view = useSession(sessions, ring.id).value.value
  const session = isParticipant(view) ? view : undefined
  const mayRecord = useSignal(false)
  useEffect(() => calls.preconnect({ sessionId: ring.id, call: ring.call }), [])
  const { accept, decline } = useAnswers(ring, session)
  const problem = accept.problem.value ?? decline.problem.value
  // While the browser asks for the camera, or explains why not, that is what is to be seen.
  if (calls.stage.value.name !== 'none') return null
  return (
    <FullScreen label={common.value.incomingCall}>
      <RingAbout ring={ring} organisation={session?.organisationName} />
      <div class="ringing-answer">
        {problem && <Refusal problem={problem} />}
        {session && isUndecided(session) && <Consent session={session} isOn={mayRecord} />}
        <div class="ringing-buttons">
          <Button
            variant="danger-outline"
            size="huge"
            icon={x}
            isBusy={decline.isBusy.value}
            onPress={decline.press}
          >
            {common.value.decline}
          </Button>
          <Button
            variant="primary"
            size="huge"
            icon={video}
            isBusy={accept.isBusy.value}
            onPress={() => accept.press(mayRecord.value)}
          >
            {common.value.accept}
          </Button>
        </div>
        <p class="ringing-hint">{texts.value.incomingText}</p>
      </div>
    </FullScreen>
  )
}

function useAnswers(ring: Ring, session: CodeUserSessionView | undefined) {
  const { calls, rings } = useCodeUser()
  const place = { sessionId: ring.id, call: ring.call }
  const accept = useCommand(async (key, isAgreed: boolean) => {
    const consent = isAgreed && session ? consentAt(session) : undefined
    await calls.accept(place, { key, consent })
    // They may have gone back from the explanation of what the camera needs: it goes on ringing.
    if (calls.stage.peek().name !== 'on') return
    rings.stop(ring)
    const page = pages.codeUserSession(ring.id)
    if (path.peek() !== page) navigate(page)
  })
  const decline = useCommand(async (key) => {
    await calls.decline(place, key)
    rings.stop(ring)
  })
  return { accept, decline }
}

type ConsentProps = { session: CodeUserSessionView; isOn: Signal<boolean> }

function Consent({ session, isOn }: ConsentProps) {
  const { text, keeping, language } = session.consentText
  return (
    <div class="ringing-consent">
      <label>
        <input
          type="checkbox"
          checked={isOn.value}
          aria-label={texts.value.allowRecording}
          onChange={({ currentTarget }) => (isOn.value = currentTarget.checked)}
        />
        <span>
          {texts.value.allowRecording}
          <small>{texts.value.pictureAndSound}</small>
        </span>
      </label>
      <details>
        <summary>{texts.value.details}</summary>
        <p lang={language}>{`${text} ${keeping}`}</p>
      </details>
    </div>
  )
}

function RingAbout({ ring, organisation }: { ring: Ring; organisation: string | undefined }) {
  const name = ring.callerName ?? texts.value.fromService
  return (
    <div class="ringing-about">
      <span class="ringing-face" aria-hidden="true">
        {initialsOf(name)}
      </span>
      <p>{common.value.incomingCall}</p>
      <h2>{name}</h2>
      <p>
        {organisation}
        <br />
        {texts.value.sessionOf(ring.number, ring.deviceLabel)}
      </p>
    </div>
  )
}

type FullScreenProps = { label: string; children: ComponentChildren }

/** A modal as large as the screen, dark in both themes; only its buttons close it. */
function FullScreen({ label, children }: FullScreenProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    // Not its first control: whoever is typing when it rings would agree, or decline, by a space.
    element?.focus()
    modalsChanged()
    return () => {
      element?.close()
      modalsChanged()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      class="ringing always-dark"
      tabIndex={-1}
      aria-label={label}
      onCancel={(event) => event.preventDefault()}
    >
      {children}
    </dialog>
  )
}
