import type { EmployeeSessionView } from '../../../contract/views.ts'
import { Gallery } from '../../foundation/components/gallery.tsx'
import { Tabs } from '../../foundation/components/tabs.tsx'
import { changeQuery, place } from '../../foundation/router.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { useConsole } from '../console.ts'
import { DeleteArtefact } from './delete-artefact.tsx'
import { EmployeesTab } from './employees-tab.tsx'
import { GeneralTab } from './general-tab.tsx'
import { useHistory, type History } from './history-lines.ts'
import { HistoryTab } from './history-tab.tsx'
import { texts } from './texts/texts.ts'
import { TicketsTab } from './tickets-tab.tsx'

const TABS = ['general', 'employees', 'tickets', 'recordings', 'history'] as const
type Tab = (typeof TABS)[number]

type Props = { session: EmployeeSessionView }

/** The five tabs; the address says which one is open. */
export function SessionTabs({ session }: Props) {
  const history = useHistory(session)
  const wanted = place.value.query.get('tab')
  const selected = TABS.find((each) => each === wanted) ?? 'general'
  const select = (tab: string) => {
    const isFirst = tab === 'general'
    changeQuery({ tab: isFirst ? undefined : tab, artefact: undefined }, { replace: true })
  }
  return (
    <Tabs
      label={texts.value.aboutSession}
      selected={selected}
      onSelect={select}
      tabs={tabsOf(session)}
    >
      <Panel tab={selected} session={session} history={history} />
    </Tabs>
  )
}

function tabsOf({ recipients, tickets, artefacts }: EmployeeSessionView) {
  const { general, employees, linkedTickets, history } = texts.value
  return [
    { id: 'general', label: general },
    { id: 'employees', label: employees, count: recipients.length },
    { id: 'tickets', label: linkedTickets, count: tickets.length },
    {
      id: 'recordings',
      label: common.value.recordingsAndScreenshots,
      count: artefacts.length,
    },
    { id: 'history', label: history },
  ]
}

function Panel({ tab, session, history }: Props & { tab: Tab; history: History }) {
  const { api } = useConsole()
  switch (tab) {
    case 'general':
      return <GeneralTab session={session} history={history} />
    case 'employees':
      return <EmployeesTab session={session} />
    case 'tickets':
      return <TicketsTab session={session} />
    case 'recordings':
      return (
        <Gallery
          api={api}
          session={session}
          opensFirst
          actions={(artefact, title) => (
            <DeleteArtefact key={artefact.id} {...{ artefact, title, session }} />
          )}
        />
      )
    case 'history':
      return <HistoryTab session={session} history={history} />
  }
}
