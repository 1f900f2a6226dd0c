import { signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { paths } from '../../../contract/paths.ts'
import type { AuditList, AuditRow } from '../../../contract/set-up-views.ts'
import { ApiProblem } from '../../foundation/api-client.ts'
import { Tag } from '../../foundation/components/badge.tsx'
import { Button } from '../../foundation/components/button.tsx'
import { formatDateAndTime } from '../../foundation/formatting.ts'
import { inbox } from '../../foundation/icons.ts'
import type { Loaded } from '../../foundation/session-store.ts'
import { useConsole } from '../console.ts'
import { SetUpPage, SetUpRow } from './set-up-page.tsx'
import { texts } from './texts/texts.ts'

export function AuditLog() {
  const log = useAuditLog()
  const { audit } = texts.value
  return (
    <>
      <SetUpPage
        title={audit.title}
        text={audit.text}
        icon={inbox}
        list={log}
        empty={{ title: audit.title, text: audit.text }}
        row={(row) => <Entry row={row} />}
      />
      {log.next.value !== null && (
        <p>
          <Button onPress={log.loadMore}>{audit.older}</Button>
        </p>
      )}
    </>
  )
}

function Entry({ row: { at, actor, action, target, address } }: { row: AuditRow }) {
  const { audit } = texts.value
  const words: Readonly<Record<string, string>> = audit.actions
  const who = actor.name ?? audit.kinds(actor.kind)
  return (
    <SetUpRow
      name={`${who}: ${words[action] ?? action}`}
      more={[formatDateAndTime(at), address, target && `${target.kind} ${target.id}`]
        .filter(Boolean)
        .join(' · ')}
    >
      {(action === 'denied' || action === 'sign_in_failed') && <Tag>{audit.refused}</Tag>}
    </SetUpRow>
  )
}

function useAuditLog() {
  const { api } = useConsole()
  const log = useMemo(() => {
    const loaded = signal<Loaded<readonly AuditRow[]>>({})
    const next = signal<number | null>(null)
    const load = async (before: number | null) => {
      try {
        const query = before === null ? '' : `?before=${before}`
        const page = await api.get<AuditList>(`${paths.auditLog}${query}`)
        const known = before === null ? [] : (loaded.peek().value ?? [])
        loaded.value = { value: [...known, ...page.items], at: Date.now() }
        next.value = page.next
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
        loaded.value = { ...loaded.value, problem: error.problem }
      }
    }
    return { loaded, next, reload: () => load(null), loadMore: () => load(next.peek()) }
  }, [])
  useEffect(() => void log.reload(), [log])
  return log
}
