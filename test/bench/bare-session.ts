import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow'

/** The least that a durable creation can be: one update with start, one activity that writes a row. */
export const bareCreate = defineUpdate<number, [string]>('bareCreate')

export async function bareSession(): Promise<void> {
  const { writeRow } = proxyActivities<{ writeRow(id: string): Promise<number> }>({
    startToCloseTimeout: '5 seconds',
  })
  let isWritten = false
  setHandler(bareCreate, async (id) => {
    const written = await writeRow(id)
    isWritten = true
    return written
  })
  await condition(() => isWritten)
}
