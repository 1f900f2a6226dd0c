import { ApiProblem } from '../../foundation/api-client.ts'
import { sentenceFor } from '../../foundation/components/note.tsx'
import { showToast } from '../../foundation/components/toast.tsx'

/** Does what needs no question first; why not is said in a toast, since no dialog is open. */
export async function doAtOnce(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    showToast(sentenceFor(error.problem), { kind: 'failed' })
  }
}
