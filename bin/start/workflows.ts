import path from 'node:path'
import { buildOnce, ROOT } from './sources.ts'

const SOURCES = ['workflows', 'domain', 'package-lock.json']

export const WORKFLOW_BUNDLE = path.join(ROOT, 'dist/workflows.js')

/** Bundles the workflows when a source is newer than the last bundle. */
export async function bundleWorkflows(say: (line: string) => void): Promise<void> {
  await buildOnce(WORKFLOW_BUNDLE, SOURCES, async () => {
    say('bundling the workflows')
    // Webpack takes its time to load, and most starts do not need it.
    const { writeWorkflowBundle } = await import('../worker/workflow-bundle.ts')
    await writeWorkflowBundle(WORKFLOW_BUNDLE)
  })
}
