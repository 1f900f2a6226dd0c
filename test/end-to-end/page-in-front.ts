import type { Test } from 'tap'
import { de as callDe } from '../../web/call/texts/de.ts'
import type { CodeUser, Employee } from './people.ts'

type Both = { tomas: CodeUser; jan: Employee }

/** Another app comes before the code user's page and goes again; the employee's page is German. */
export async function pageInFront(t: Test, { tomas, jan }: Both): Promise<void> {
  const { page } = tomas
  await page.evaluate(`
    globalThis.locks = []
    const request = async (kind) => {
      locks.push(kind)
      return { release: async () => undefined }
    }
    Object.defineProperty(navigator, 'wakeLock', { value: { request }, configurable: true })
  `)
  const turn = async (state: 'hidden' | 'visible') => {
    await page.evaluate(`
      Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    `)
  }
  const note = jan.page.getByText(callDe.otherCameraHidden('Tomáš Novák'), { exact: true })
  t.equal(await note.count(), 0)
  await turn('hidden')
  await note.waitFor()
  t.same(await page.evaluate('locks'), [], 'a hidden page may go dark')
  await turn('visible')
  await note.waitFor({ state: 'detached' })
  t.same(await page.evaluate('locks'), ['screen'], 'one in a call may not')
}
