import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { NotificationSettingList } from '../../../contract/notification-settings.ts'
import { pages, paths } from '../../../contract/paths.ts'
import type { Problem } from '../../../contract/problem.ts'
import {
  CHANNELS,
  EVERY_EVENT,
  NOTIFICATION_SCOPES,
  type Channel,
} from '../../../domain/notification-setting.ts'
import { ApiProblem } from '../../foundation/api-client.ts'
import { useCommand } from '../../foundation/command.ts'
import { Checkbox } from '../../foundation/components/choice.tsx'
import { ComboBox } from '../../foundation/components/field.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { Failed, Skeleton } from '../../foundation/components/states.tsx'
import { usePageTitle } from '../../foundation/page-title.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import { texts } from './texts/texts.ts'
import './notification-settings-page.css'

type Setting = NotificationSettingList['items'][number]

/** What the reader wants to hear of, by which channels; each choice is kept at once. */
export function NotificationSettingsPage() {
  const { api } = useConsole()
  const settings = useSignal<readonly Setting[] | null>(null)
  const problem = useSignal<Problem | null>(null)
  const load = () => {
    problem.value = null
    api.get<NotificationSettingList>(paths.notificationSettings).then(
      ({ items }) => (settings.value = items),
      (error: unknown) => {
        if (!(error instanceof ApiProblem)) throw error
        problem.value = error.problem
      },
    )
  }
  useEffect(load, [])
  usePageTitle(texts.value.title)

  const put = (changed: Setting) => {
    settings.value = settings.value?.map((each) => (isSame(each, changed) ? changed : each)) ?? null
  }
  return (
    <>
      <PageHead title={texts.value.title} />
      <p class="notification-about">
        {texts.value.about}{' '}
        <a class="text-link" href={pages.settings}>
          {texts.value.toSettings}
        </a>
      </p>
      {problem.value && (
        <Failed title={texts.value.notLoaded} problem={problem.value} onRetry={load} />
      )}
      {!settings.value && !problem.value && <Skeleton rows={8} />}
      <div class="notification-scopes">
        {settings.value &&
          NOTIFICATION_SCOPES.map((scope) => (
            <section class="card notification-scope" key={scope}>
              <h2>{texts.value.scope[scope]}</h2>
              {settings.value
                ?.filter((each) => each.scope === scope)
                .map((setting) => (
                  <Choice key={setting.event} setting={setting} onChange={put} />
                ))}
            </section>
          ))}
      </div>
    </>
  )
}

function isSame(a: Setting, b: Setting): boolean {
  return a.scope === b.scope && a.event === b.event
}

type ChoiceProps = { setting: Setting; onChange: (setting: Setting) => void }

function Choice({ setting, onChange }: ChoiceProps) {
  const { api } = useConsole()
  const { scope, event, mode, channels } = setting
  const save = useCommand(async (key, change: Pick<Setting, 'mode' | 'channels'>) => {
    const path = paths.notificationSetting(scope, event)
    await api.put(path, { key, body: change })
    onChange({ ...setting, ...change })
  })
  const isMaster = event === EVERY_EVENT
  const name = texts.value.event[event]
  const { inherit, everything, all, first } = texts.value
  const choices = [
    { value: 'inherit', label: isMaster ? everything : inherit },
    { value: 'all', label: all },
    { value: 'first', label: first },
  ] satisfies { value: Setting['mode']; label: string }[]
  const choose = (value: string) => {
    const next = choices.find((each) => each.value === value)?.value ?? 'inherit'
    // The first of nothing is nothing: then it begins with all there are.
    const some = channels.length > 0 ? channels : [...CHANNELS]
    void save.press({ mode: next, channels: some })
  }
  const tick = (channel: Channel, isOn: boolean) => {
    const next = CHANNELS.filter((each) => (each === channel ? isOn : channels.includes(each)))
    void save.press({ mode, channels: next })
  }
  return (
    <fieldset class={isMaster ? 'notification-choice notification-master' : 'notification-choice'}>
      <legend class="only-heard">{name}</legend>
      <ComboBox label={name} value={mode} choices={choices} onChange={choose} />
      {mode !== 'inherit' && (
        <div class="notification-channels">
          {CHANNELS.map((channel) => (
            <Checkbox
              key={channel}
              label={texts.value.channel[channel]}
              isOn={channels.includes(channel)}
              onChange={(isOn) => tick(channel, isOn)}
            />
          ))}
        </div>
      )}
      {save.problem.value && <Refusal problem={save.problem.value} />}
    </fieldset>
  )
}
