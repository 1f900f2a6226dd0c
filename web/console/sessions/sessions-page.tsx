import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { pages } from '../../../contract/paths.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Note } from '../../foundation/components/note.tsx'
import { EmptyState, Failed, Skeleton } from '../../foundation/components/states.tsx'
import { formatNumber } from '../../foundation/formatting.ts'
import { arrowUp, inbox, plus, search, x } from '../../foundation/icons.ts'
import { lazily } from '../../foundation/lazily.tsx'
import { usePageTitle } from '../../foundation/page-title.ts'
import { changeQuery, navigate, path } from '../../foundation/router.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import { texts } from '../texts/texts.ts'
import { currentFilters, NARROWING, Narrowing, StatusChips } from './filters.tsx'
import { useReading } from './reading.ts'
import { SessionList } from './session-list.ts'
import { SessionRowHeads, SessionRowLink } from './session-row.tsx'
import './sessions-page.css'

const NewSession = lazily(
  async () => (await import('./new-session.tsx')).NewSession,
  () => null,
)

export function SessionsPage() {
  usePageTitle(texts.value.sessions)
  const { api, live } = useConsole()
  const { ref, isBeingRead } = useReading<HTMLElement>()
  const isCreating = useSignal(false)
  const query = currentFilters().toString()
  const list = useMemo(() => new SessionList({ api, live, query, isBeingRead }), [query])
  useEffect(() => () => list.stop(), [list])

  const isPrefilled = path.value === pages.newSession
  const open = () => (isCreating.value = true)
  const close = () => {
    isCreating.value = false
    if (isPrefilled) navigate(pages.sessions, { replace: true })
  }
  return (
    <>
      <PageHead title={texts.value.sessions}>
        <Button variant="primary" icon={plus} onPress={open}>
          {texts.value.newSession}
        </Button>
      </PageHead>
      <div class="sessions-filters">
        <StatusChips counts={list.counts.value} current={currentFilters().get('status')} />
        <Narrowing />
      </div>
      <section class="sessions-list" ref={ref} aria-label={texts.value.sessions}>
        <NewPill list={list} />
        <Rows list={list} onCreate={open} />
      </section>
      {(isCreating.value || isPrefilled) && <NewSession onClose={close} />}
    </>
  )
}

function NewPill({ list }: { list: SessionList }) {
  const count = list.newRows.value
  const show = async () => {
    await list.showNew()
    scrollTo({ top: 0 })
  }
  return (
    <div class="new-pill" role="status">
      {count > 0 && (
        <Button variant="primary" icon={arrowUp} onPress={show}>
          {texts.value.newRows(count)}
        </Button>
      )}
    </div>
  )
}

function Rows({ list, onCreate }: { list: SessionList; onCreate: () => void }) {
  const rows = list.rows.value
  const problem = list.problem.value
  if (!rows && problem) {
    return (
      <div class="sessions-box">
        <Failed
          title={texts.value.sessionsNotLoaded}
          problem={problem}
          onRetry={() => list.retry()}
        />
      </div>
    )
  }
  if (!rows) return <Skeleton />
  if (rows.length === 0) return <NoRows onCreate={onCreate} />
  return (
    <>
      {problem && <Note kind="warning">{texts.value.listIsOld}</Note>}
      <div class="sessions-box">
        <SessionRowHeads />
        <ul>
          {rows.map((row) => (
            <li key={row.id}>
              <SessionRowLink row={row} />
            </li>
          ))}
        </ul>
        <Foot list={list} shown={rows.length} />
      </div>
    </>
  )
}

function Foot({ list, shown }: { list: SessionList; shown: number }) {
  const counts = list.counts.value
  const status = currentFilters().get('status')
  const all =
    Object.entries(counts ?? {}).find(([name]) => name === (status ?? 'all'))?.[1] ?? shown
  return (
    <div class="sessions-foot">
      <span>{texts.value.shownOf(formatNumber(shown), formatNumber(Math.max(all, shown)))}</span>
      {list.next.value && (
        <Button size="small" isBusy={list.isLoadingMore.value} onPress={() => list.loadMore()}>
          {texts.value.loadMore}
        </Button>
      )}
    </div>
  )
}

function NoRows({ onCreate }: { onCreate: () => void }) {
  const isFiltered = currentFilters().size > 0
  const clear = () =>
    changeQuery(Object.fromEntries(['status', ...NARROWING].map((name) => [name, undefined])))
  return (
    <div class="sessions-box">
      {isFiltered ? (
        <EmptyState
          icon={search}
          title={texts.value.nothingMatches}
          text={texts.value.nothingMatchesText}
        >
          <Button icon={x} onPress={clear}>
            {texts.value.clearFilters}
          </Button>
        </EmptyState>
      ) : (
        <EmptyState icon={inbox} title={texts.value.noSessions} text={texts.value.noSessionsText}>
          <Button variant="primary" icon={plus} onPress={onCreate}>
            {texts.value.newSession}
          </Button>
        </EmptyState>
      )}
    </div>
  )
}
