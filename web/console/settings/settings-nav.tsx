import { useEffect, useRef } from 'preact/hooks'
import { pages } from '../../../contract/paths.ts'
import { path } from '../../foundation/router.ts'
import { useConsole } from '../console.ts'
import { texts } from './texts/texts.ts'
import './settings-nav.css'

/** What an administrator sets up, in the order in which it is first needed. */
const SECTIONS = [
  'departments',
  'employees',
  'templates',
  'requestFlows',
  'labels',
  'actionButtons',
  'apiKeys',
  'webhooks',
  'ticketSystems',
  'personalData',
  'auditLog',
] as const

const ADDRESS: Record<(typeof SECTIONS)[number], string> = {
  departments: 'departments',
  employees: 'employees',
  templates: 'templates',
  requestFlows: 'request-flows',
  labels: 'labels',
  actionButtons: 'action-buttons',
  apiKeys: 'api-keys',
  webhooks: 'webhooks',
  ticketSystems: 'ticket-systems',
  personalData: 'personal-data',
  auditLog: 'audit-log',
}

/** Everybody has their own settings; administrators also those of the organisation. */
export function SettingsNav() {
  const { me } = useConsole()
  const nav = useRef<HTMLElement>(null)
  const current = path.value
  // On narrow screens the line is longer than the screen.
  useEffect(() => {
    const link = nav.current?.querySelector('[aria-current]')
    link?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [current])
  if (me.role !== 'administrator') return null
  const links = SECTIONS.map((each) => [`${pages.settings}/${ADDRESS[each]}`, each] as const)
  return (
    <nav ref={nav} class="settings-nav" aria-label={texts.value.sections}>
      <SectionLink href={pages.settings} label={texts.value.account} />
      {links.map(([href, each]) => (
        <SectionLink key={href} href={href} label={texts.value.section[each]} />
      ))}
    </nav>
  )
}

function SectionLink({ href, label }: { href: string; label: string }) {
  return (
    <a href={href} aria-current={path.value === href ? 'page' : undefined}>
      {label}
    </a>
  )
}
