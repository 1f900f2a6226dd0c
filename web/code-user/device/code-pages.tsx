import type { ComponentChildren } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import type { CodeView } from '../../../contract/code-views.ts'
import type { Problem } from '../../../contract/problem.ts'
import type { Api } from '../../foundation/api-client.ts'
import { Failed, Skeleton } from '../../foundation/components/states.tsx'
import { language } from '../../foundation/language.ts'
import type { LiveSocket } from '../../foundation/live-socket.ts'
import { lazily } from '../../foundation/lazily.tsx'
import { usePageTitle } from '../../foundation/page-title.ts'
import { place } from '../../foundation/router.ts'
import { Frame } from '../frame.tsx'
import { texts } from '../texts/texts.ts'
import { CodeAccess } from './code-access.ts'
import { CodeDisabled } from './code-disabled.tsx'
import { DevicePage } from './device-page.tsx'

type Props = {
  api: Api
  code: string
  live: LiveSocket | undefined
  /** The browser holds what a code gives. */
  onOpened: () => void
  requestPages: (view: CodeView) => ComponentChildren
}

/** Whatever a machine's code leads to, once it is open. */
export function CodePages({ api, code, live, onOpened, requestPages }: Props) {
  const access = useMemo(() => new CodeAccess(api, code), [])
  const { value, problem } = access.loaded.value
  usePageTitle(value?.device.label ?? texts.value.codePage)
  // Titles of flows and the text of the consent come in the language that is asked for.
  useEffect(() => void access.open(), [language.value])
  useEffect(() => {
    if (value) onOpened()
  }, [value !== undefined])
  if (value && isAboutRequest()) return <>{requestPages(value)}</>
  if (value) return <DevicePage access={access} view={value} live={live} />
  if (problem) return <NotOpened access={access} problem={problem} />
  return <Waiting />
}

function Waiting() {
  return (
    <Frame name="Lotse" isNameHeading>
      <Skeleton rows={4} />
    </Frame>
  )
}

/** A step of a flow, or a link that leads into one. */
function isAboutRequest(): boolean {
  const { path, query } = place.value
  return path.includes('/request/') || ['button', 'flow', 'draft'].some((name) => query.has(name))
}

function NotOpened({ access, problem }: { access: CodeAccess; problem: Problem }) {
  switch (problem.code) {
    case 'pin_required':
    case 'pin_wrong':
      return <PinEntryLater access={access} problem={problem} />
    case 'code_disabled':
      return <CodeDisabled problem={problem} />
    default:
      return (
        <Frame name="Lotse" isNameHeading>
          <Failed
            problem={problem}
            {...(problem.code === 'not_found'
              ? { title: texts.value.unknownCode }
              : { onRetry: () => access.open() })}
          />
        </Frame>
      )
  }
}

/** Few codes have one. */
const PinEntryLater = lazily<{ access: CodeAccess; problem: Problem }>(
  async () => (await import('./pin-entry.tsx')).PinEntry,
  Waiting,
)
