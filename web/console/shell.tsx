import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { pages, paths } from '../../contract/paths.ts'
import { CallLayer } from '../call/call-layer.tsx'
import { Count } from '../foundation/components/badge.tsx'
import { Brand } from '../foundation/components/brand.tsx'
import { Icon } from '../foundation/components/icon.tsx'
import { Note } from '../foundation/components/note.tsx'
import { formatTime } from '../foundation/formatting.ts'
import { devices, settings, video, warning } from '../foundation/icons.ts'
import { lazily } from '../foundation/lazily.tsx'
import { matchPath, path } from '../foundation/router.ts'
import { texts as common } from '../foundation/texts/texts.ts'
import { Account } from './account.tsx'
import { NotificationBell } from './bell/notification-bell.tsx'
import { useConsole } from './console.ts'
import { NotFound } from './not-found.tsx'
import { pageConfig } from '../foundation/page-config.ts'
import { IncomingCall } from './ring/incoming-call.tsx'
import { SessionsPage } from './sessions/sessions-page.tsx'
import { texts } from './texts/texts.ts'
import './shell.css'

const SessionPage = lazily(async () => (await import('./session/session-page.tsx')).SessionPage)
const DevicesPage = lazily(async () => (await import('./devices/devices-page.tsx')).DevicesPage)
const SettingsPage = lazily(async () => (await import('./settings/settings-page.tsx')).SettingsPage)

const NotificationSettingsPage = lazily(
  async () =>
    (await import('./notification-settings/notification-settings-page.tsx'))
      .NotificationSettingsPage,
)

/** The frame around all pages: the rail, which is a bar at the bottom of phones, and what rings. */
export function Shell() {
  const { calls } = useConsole()
  return (
    <>
      <div class="shell">
        <Rail />
        <main class="shell-main">
          <Banners />
          <Page />
        </main>
      </div>
      <IncomingCall />
      <CallLayer calls={calls} />
    </>
  )
}

function Page() {
  const number = matchPath('/sessions/:number', path.value)?.['number']
  switch (path.value) {
    case pages.sessions:
    case pages.newSession:
      return <SessionsPage />
    case pages.devices:
      return <DevicesPage />
    case pages.notificationSettings:
      return <NotificationSettingsPage />
    default:
      if (isSettings()) return <SettingsPage />
      return number ? <SessionPage key={number} number={number} /> : <NotFound />
  }
}

function isSettings(): boolean {
  return path.value === pages.settings || path.value.startsWith(`${pages.settings}/`)
}

function Rail() {
  const { me, openRequests } = useConsole()
  return (
    <nav class="rail bottom-bar" aria-label={texts.value.navigation}>
      <div class="rail-brand">
        <Brand />
        <span>
          <strong>Lotse</strong>
          <small>{me.organisation.name}</small>
        </span>
      </div>
      <RailLink href={pages.sessions} icon={video} label={texts.value.sessions}>
        <span aria-hidden="true">
          <Count>{openRequests.count.value}</Count>
        </span>
      </RailLink>
      <RailLink href={pages.devices} icon={devices} label={texts.value.devices} />
      <RailLink href={pages.settings} icon={settings} label={texts.value.settings} />
      <NotificationBell />
      <Account />
    </nav>
  )
}

type RailLinkProps = { href: string; icon: string; label: string; children?: ComponentChildren }

function RailLink({ href, icon, label, children }: RailLinkProps) {
  const isHere = path.value === href || path.value.startsWith(`${href}/`)
  return (
    <a class="rail-item" href={href} aria-current={isHere ? 'page' : undefined}>
      <Icon shapes={icon} />
      <span>{label}</span>
      {children}
    </a>
  )
}

/** What is not as it should be, on every page. */
function Banners() {
  const { api, live } = useConsole()
  const lostSince = live.lostSince.value
  const config = pageConfig.value
  useEffect(() => {
    // A socket does not say why it is refused: this asks whether somebody is still signed in.
    if (lostSince !== null) api.get(paths.me).catch(() => undefined)
  }, [lostSince])
  return (
    <div class="banners" role="status">
      {lostSince !== null && (
        <Note kind="warning" icon={warning}>
          {common.value.connectionLost(formatTime(lostSince))}
        </Note>
      )}
      {config && !config.callsAvailable && (
        <Note kind="warning" icon={warning}>
          {texts.value.noCallsHere}
        </Note>
      )}
      {config?.callsAvailable && !config.recordingAvailable && (
        <Note kind="warning" icon={warning}>
          {texts.value.noRecordingHere}
        </Note>
      )}
    </div>
  )
}
