import { signal, type ReadonlySignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { ApiProblem } from '../../foundation/api-client.ts'
import type { Loaded } from '../../foundation/session-store.ts'
import { useConsole } from '../console.ts'

export type SetUpList<Row> = {
  loaded: ReadonlySignal<Loaded<readonly Row[]>>
  reload: () => Promise<void>
}

/** Rows of something that is set up; loaded when shown, and after each change made here. */
export function useList<Row>(path: string): SetUpList<Row> {
  const { api } = useConsole()
  const list = useMemo(() => {
    const loaded = signal<Loaded<readonly Row[]>>({})
    const reload = async () => {
      try {
        const { items } = await api.get<{ items: Row[] }>(path)
        loaded.value = { value: items, at: Date.now() }
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
        loaded.value = { ...loaded.value, problem: error.problem }
      }
    }
    return { loaded, reload }
  }, [path])
  useEffect(() => void list.reload(), [list])
  return list
}
