import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { writeFileSync } from 'node:fs'
import t from 'tap'
import { BACKGROUND_STORIES } from './background-stories.ts'
import { STORIES } from './stories.ts'
import { makeTemporalSession } from './temporal-session.ts'

/*
 * Writes test/histories/<story>-<n>.json, one file per run. By hand, and only for a new story: what
 * is there is what shipped, and stays. `npx tap test/workflows/record-histories.ts`, which overwrites:
 * take over only the files of the new story.
 */

for (const [name, live] of Object.entries(STORIES)) {
  t.test(`records ${name}`, { timeout: 60_000 }, async (t) => {
    const session = await makeTemporalSession(t)
    await live(session)
    const query = `WorkflowId = "${session.handle().workflowId}"`
    let run = 0
    for await (const { runId } of session.client.workflow.list({ query })) {
      const handle = session.client.workflow.getHandle(session.handle().workflowId, runId)
      const file = new URL(`../histories/${name}-${++run}.json`, import.meta.url)
      writeFileSync(file, historyToJSON(await handle.fetchHistory()))
    }
    t.ok(run > 0)
  })
}

for (const [name, live] of Object.entries(BACKGROUND_STORIES)) {
  t.test(`records ${name}`, { timeout: 60_000 }, async (t) => {
    const handle = await live(t)
    const file = new URL(`../histories/${name}-1.json`, import.meta.url)
    writeFileSync(file, historyToJSON(await handle.fetchHistory()))
  })
}
