import { useSignal, type ReadonlySignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Problem } from '../../contract/problem.ts'
import { ApiProblem, makeKey } from './api-client.ts'

export type CommandButton<Parameters extends unknown[]> = {
  /** Does nothing while a press before it is under way, so a double click is one press. */
  press: (...parameters: Parameters) => Promise<void>
  isBusy: ReadonlySignal<boolean>
  /** Why the last press was refused or failed. */
  problem: ReadonlySignal<Problem | null>
  forget: () => void
}

/**
 * One button that sends a command. The key is kept until there is an answer: pressing again after
 * "could not be reached" repeats the same command; after a refusal, or with other parameters (which
 * must be plain values), it is a new one.
 */
export function useCommand<Parameters extends unknown[]>(
  run: (key: string, ...parameters: Parameters) => Promise<unknown>,
): CommandButton<Parameters> {
  const isBusy = useSignal(false)
  const problem = useSignal<Problem | null>(null)
  const repeated = useRef<{ key: string; parameters: string } | null>(null)

  const press = async (...parameters: Parameters): Promise<void> => {
    if (isBusy.peek()) return
    isBusy.value = true
    problem.value = null
    const asked = JSON.stringify(parameters)
    if (repeated.current?.parameters !== asked) {
      repeated.current = { key: makeKey(), parameters: asked }
    }
    try {
      await run(repeated.current.key, ...parameters)
      repeated.current = null
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      problem.value = error.problem
      if (error.problem.code !== 'unavailable') repeated.current = null
    } finally {
      isBusy.value = false
    }
  }
  return { press, isBusy, problem, forget: () => (problem.value = null) }
}
