import { signal, type ReadonlySignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { HistoryList } from '../../../contract/answers.ts'
import { paths } from '../../../contract/paths.ts'
import type { HistoryLineView } from '../../../contract/history-view.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { ApiProblem } from '../../foundation/api-client.ts'
import { Refresher } from '../../foundation/refresher.ts'
import type { Loaded } from '../../foundation/session-store.ts'
import { useConsole } from '../console.ts'

export type History = {
  lines: ReadonlySignal<Loaded<readonly HistoryLineView[]>>
  reload: () => void
}

/** The session's history, oldest first; loaded again after each change of the session. */
export function useHistory({ id, rev }: EmployeeSessionView): History {
  const { api } = useConsole()
  const history = useMemo(() => {
    const lines = signal<Loaded<readonly HistoryLineView[]>>({})
    const refresher = new Refresher(async () => {
      try {
        const { items } = await api.get<HistoryList>(paths.history(id))
        lines.value = { value: items.toSorted((a, b) => a.seq - b.seq), at: Date.now() }
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
        lines.value = { ...lines.value, problem: error.problem }
      }
    })
    return { lines, refresher }
  }, [id])
  useEffect(() => history.refresher.refresh(), [history, rev])
  useEffect(() => () => history.refresher.stop(), [history])
  return { lines: history.lines, reload: () => history.refresher.refresh() }
}
