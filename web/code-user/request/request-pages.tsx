import type { CodeView } from '../../../contract/code-views.ts'
import { matchPath, path } from '../../foundation/router.ts'
import { RequestEntry } from './request-entry.tsx'
import { RequestPage } from './request-page.tsx'

/** From the way into a flow to its last step. */
export function RequestPages({ view }: { view: CodeView }) {
  const step = matchPath('/c/:code/request/:flow/:step', path.value)
  if (!step?.['flow'] || !step['step']) return <RequestEntry view={view} />
  return <RequestPage view={view} flowId={step['flow']} stepId={step['step']} />
}
