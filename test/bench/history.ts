import { makeTemporalClient } from '../../api/session-workflows.ts'
import type { RunFile } from '../../bin/start/run-file.ts'
import { workflowId } from '../../workflows/messages.ts'
import type { Figures } from './figures.ts'

/** Events of a new session; the happy path's ceiling stands in test/workflows. */
export async function benchHistory(run: RunFile, create: () => Promise<string>): Promise<Figures> {
  const client = makeTemporalClient(run.temporalAddress)
  const id = await create()
  const history = await client.workflow.getHandle(workflowId(id)).fetchHistory()
  await client.connection.close()
  const count = history.events?.length ?? 0
  return [{ name: 'history events of a created session', ratio: null, detail: String(count) }]
}
