import { useMemo } from 'preact/hooks'
import { pages } from '../../../contract/paths.ts'
import { BrowserPush } from '../../foundation/browser-push.ts'
import { useCommand } from '../../foundation/command.ts'
import { Switch } from '../../foundation/components/choice.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { useConsole } from '../console.ts'
import { texts } from './texts/texts.ts'

/** Being told in this browser while no page is open, and the way to all other choices. */
export function PushSetting() {
  const { api } = useConsole()
  const push = useMemo(() => new BrowserPush(api), [api])
  return (
    <section class="card">
      <h2>{texts.value.notifications}</h2>
      {push.state.value !== 'unknown' && <InThisBrowser push={push} />}
      <p>
        <a class="text-link" href={pages.notificationSettings}>
          {texts.value.chooseNotifications}
        </a>
      </p>
    </section>
  )
}

function InThisBrowser({ push }: { push: BrowserPush }) {
  const change = useCommand((_key, isOn: boolean) => (isOn ? push.turnOn() : push.turnOff()))
  const state = push.state.value
  return (
    <div>
      {state === 'unavailable' ? (
        <p>{texts.value.pushUnavailable}</p>
      ) : (
        <Switch
          label={texts.value.notifyHere}
          states={texts.value.states}
          isOn={state === 'on'}
          onChange={(isOn) => void change.press(isOn)}
        />
      )}
      <p class="settings-hint">
        {state === 'blocked' ? texts.value.pushBlocked : texts.value.pushHint}
      </p>
      {change.problem.value && <Refusal problem={change.problem.value} />}
    </div>
  )
}
