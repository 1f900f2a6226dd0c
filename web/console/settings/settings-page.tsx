import { pages } from '../../../contract/paths.ts'
import { Switch } from '../../foundation/components/choice.tsx'
import { lazily } from '../../foundation/lazily.tsx'
import { usePageTitle } from '../../foundation/page-title.ts'
import { path } from '../../foundation/router.ts'
import { areShortcutsOn, switchShortcuts } from '../../foundation/shortcuts.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import { Appearance } from './appearance.tsx'
import { ChangePasswordForm } from './change-password.tsx'
import { Logins } from './logins.tsx'
import { PushSetting } from './push-setting.tsx'
import { SettingsNav } from './settings-nav.tsx'
import { texts } from './texts/texts.ts'
import './settings-page.css'

const SetUpPages = lazily(async () => (await import('../set-up/set-up-pages.tsx')).SetUpPages)

/** What concerns the reader alone, and for administrators what concerns everybody. */
export function SettingsPage() {
  usePageTitle(texts.value.settings)
  return (
    <>
      <PageHead title={texts.value.settings} />
      <div class="settings-frame">
        <SettingsNav />
        {path.value === pages.settings ? <Own /> : <SetUpPages />}
      </div>
    </>
  )
}

/** Signing out stands beside the own name, on every page. */
function Own() {
  return (
    <div class="settings">
      <Account />
      <Appearance />
      <PushSetting />
      <CallScreen />
      <ChangePasswordForm />
      <Logins />
    </div>
  )
}

function Account() {
  const { me } = useConsole()
  const facts: [string, string, string?][] = [
    [texts.value.name, me.name],
    [texts.value.email, me.email],
    [texts.value.role, texts.value.roles[me.role], texts.value.roleText[me.role]],
    [texts.value.department, me.department?.name ?? texts.value.noDepartment],
    [texts.value.organisation, me.organisation.name],
  ]
  return (
    <section class="card">
      <h2>{texts.value.account}</h2>
      <dl class="settings-facts">
        {facts.map(([label, value, more]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {value}
              {more && <small>{more}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function CallScreen() {
  return (
    <section class="card">
      <h2>{texts.value.callScreen}</h2>
      <div>
        <Switch
          label={texts.value.shortcuts}
          states={texts.value.states}
          isOn={areShortcutsOn.value}
          onChange={switchShortcuts}
        />
        <p class="settings-hint">{texts.value.shortcutsHint}</p>
      </div>
    </section>
  )
}
