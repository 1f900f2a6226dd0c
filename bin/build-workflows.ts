import { runProgram } from './program.ts'
import { writeWorkflowBundle } from './worker/workflow-bundle.ts'

/*
 * node --import=tsx bin/build-workflows.ts <file>: for images, so that workers start at once.
 */

await runProgram(async () => {
  const [file = 'dist/workflows.js'] = process.argv.slice(2)
  await writeWorkflowBundle(file)
})
