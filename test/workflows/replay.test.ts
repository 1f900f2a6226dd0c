import { Worker } from '@temporalio/worker'
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { BACKGROUND_STORIES } from './background-stories.ts'
import { STORIES } from './stories.ts'
import { bundleWorkflows } from './temporal-session.ts'

const FOLDER = new URL('../histories/', import.meta.url)

t.test('today’s workflows go on with every life that shipped', async (t) => {
  const workflowBundle = await bundleWorkflows()
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'))
  for (const story of Object.keys({ ...STORIES, ...BACKGROUND_STORIES })) {
    t.ok(
      files.some((file) => file.startsWith(story)),
      `a history of ${story}`,
    )
  }
  for (const file of files) {
    const history: unknown = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))
    await t.resolves(Worker.runReplayHistory({ workflowBundle }, history), file)
  }
})

t.test('a changed order of commands is found', async (t) => {
  const workflowBundle = await bundleWorkflows()
  const text = readFileSync(new URL('happy-path-1.json', FOLDER), 'utf8')
  const changed: unknown = JSON.parse(text.replaceAll('"openRoom"', '"somethingElse"'))
  await t.rejects(Worker.runReplayHistory({ workflowBundle }, changed))
})
