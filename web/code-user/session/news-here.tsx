import { useMemo } from 'preact/hooks'
import type { CodeUserSessionView } from '../../../contract/views.ts'
import { BrowserPush } from '../../foundation/browser-push.ts'
import { useCommand } from '../../foundation/command.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { bell } from '../../foundation/icons.ts'
import { useCodeUser } from '../code-user.ts'
import { texts } from '../texts/texts.ts'

/** How the person hears that something has changed, and may lock the phone meanwhile. */
export function NewsHere({ session }: { session: CodeUserSessionView }) {
  const { api } = useCodeUser()
  const push = useMemo(() => new BrowserPush(api, session.id), [api, session.id])
  const notify = useCommand(() => push.turnOn())
  const state = push.state.value
  const sentence = {
    unknown: texts.value.keepOpen,
    unavailable: texts.value.keepOpen,
    blocked: texts.value.keepOpenBlocked,
    off: texts.value.keepOpenOrAllow,
    on: texts.value.mayLock,
  }[state]
  return (
    <div class="news-here">
      <div class="quiet-line" role={state === 'on' ? 'status' : undefined}>
        <Icon shapes={bell} />
        <p>{sentence}</p>
      </div>
      {state === 'off' && (
        <Button icon={bell} size="large" isWide isBusy={notify.isBusy.value} onPress={notify.press}>
          {texts.value.notifyMe}
        </Button>
      )}
      {notify.problem.value && <Refusal problem={notify.problem.value} />}
    </div>
  )
}
