import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const WORKFLOWS = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url))

/** Bundles the workflows into a file, which saves every start of a worker some two seconds. */
export async function writeWorkflowBundle(file: string): Promise<void> {
  const logger = new DefaultLogger('WARN')
  const { code } = await bundleWorkflowCode({ workflowsPath: WORKFLOWS, logger })
  mkdirSync(path.dirname(file), { recursive: true })
  const partial = `${file}.${process.pid}`
  writeFileSync(partial, code)
  renameSync(partial, file)
}
