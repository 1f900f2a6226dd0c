import type { ServerLiveMessage } from '../../contract/live-messages.ts'

/** A live socket that says what the test says. */
export function makeLive() {
  const listeners = new Set<(message: ServerLiveMessage) => void>()
  return {
    listen: (listener: (message: ServerLiveMessage) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    say: (message: ServerLiveMessage) => {
      for (const each of listeners) each(message)
    },
  }
}

export function changed(id: string, rev: number): ServerLiveMessage {
  return { type: 'sessionChanged', id, number: 1042, rev, isNew: false }
}

/** Answers that the test gives when it wants to, in the order of the questions. */
export function makeAnswers() {
  const waiting: {
    path: string
    answer: (value: unknown) => void
    fail: (error: Error) => void
  }[] = []
  return {
    get: <T>(path: string) =>
      // The test answers with what the path has.
      new Promise<T>((answer, fail) => {
        waiting.push({ path, answer: (value) => answer(value as T), fail })
      }),
    asked: () => waiting.map(({ path }) => path),
    /** Answers the question asked first, and lets what waits for it go on. */
    async answer(value: unknown): Promise<void> {
      const first = waiting.shift()
      if (!first) throw new Error('Nothing was asked')
      if (value instanceof Error) first.fail(value)
      else first.answer(value)
      await settled()
    },
  }
}

/** Everything that waits for nothing but promises has gone on. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
