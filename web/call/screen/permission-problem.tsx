import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Brand } from '../../foundation/components/brand.tsx'
import { Button, IconButton } from '../../foundation/components/button.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import {
  copy,
  microphone,
  microphoneOff,
  phone,
  reload,
  videoOff,
  x,
} from '../../foundation/icons.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import type { CallSession } from '../call-session.ts'
import {
  browserKind,
  type Intent,
  type MediaAnswer,
  type MediaProblemCause,
} from '../media-problem.ts'
import { texts } from '../texts/texts.ts'
import './permission-problem.css'

type Props = {
  intent: Intent
  problem: MediaProblemCause
  session: CallSession | undefined
  answer: (answer: MediaAnswer) => void
}

/** Without a camera people can still talk; without a microphone they cannot. */
const SOUND_ONLY_HELPS: readonly MediaProblemCause[] = ['camera_denied', 'no_camera', 'in_use']

/** Why there is no microphone or camera, what to do about it, and that nothing has happened yet. */
export function PermissionProblem({ intent, problem, session, answer }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [problem])
  const { title, text } = texts.value.problem[problem]
  const isAboutCamera = SOUND_ONLY_HELPS.includes(problem)
  return (
    <main class="permission" data-problem={problem}>
      <header class="permission-head">
        <Brand size={28} />
        <strong>{session && `#${session.number}`}</strong>
        <IconButton icon={x} label={texts.value.back} onPress={() => answer('leave')} />
      </header>
      <div class="permission-body">
        <span class="permission-icon">
          <Icon shapes={isAboutCamera ? videoOff : microphoneOff} size={32} />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <p>
          {text} {texts.value.notYet[intent]}
        </p>
        <ol class="permission-steps">
          {stepsFor(problem)
            .split('\n')
            .map((step, index) => (
              <li key={step}>
                <span aria-hidden="true">{index + 1}</span>
                <p>{withBold(step)}</p>
              </li>
            ))}
        </ol>
        <Help number={session?.emergencyPhone ?? null} />
      </div>
      {problem !== 'insecure' && (
        <footer class="permission-foot">
          {problem === 'in_app_browser' && <CopyLink />}
          <Button
            variant="primary"
            size="large"
            icon={reload}
            isWide
            onPress={() => answer('again')}
          >
            {common.value.tryAgain}
          </Button>
          {isAboutCamera && (
            <Button size="large" icon={microphone} isWide onPress={() => answer('sound_only')}>
              {texts.value.soundOnly}
            </Button>
          )}
        </footer>
      )}
    </main>
  )
}

function Help({ number }: { number: string | null }) {
  if (!number) return null
  return (
    <p class="permission-help">
      <Icon shapes={phone} />
      <span>{texts.value.ifNothingHelps}</span>
      <a class="text-link" href={`tel:${number.replaceAll(/[^\d+]/g, '')}`}>
        {number}
      </a>
    </p>
  )
}

function CopyLink() {
  const isCopied = useSignal(false)
  const press = async () => {
    await navigator.clipboard.writeText(location.href)
    isCopied.value = true
  }
  return (
    <Button size="large" icon={copy} isWide onPress={press}>
      {isCopied.value ? texts.value.linkCopied : texts.value.copyLink}
    </Button>
  )
}

function stepsFor(problem: MediaProblemCause): string {
  const { steps } = texts.value
  if (problem === 'camera_denied' || problem === 'microphone_denied') {
    return steps.denied[browserKind(navigator.userAgent)]
  }
  return steps[problem]
}

/** Words between stars are the names of what to press. */
function withBold(text: string) {
  return text
    .split('*')
    .map((part, index) => (index % 2 === 1 ? <strong key={index}>{part}</strong> : part))
}
