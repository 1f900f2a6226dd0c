import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { setTimeout as wait } from 'node:timers/promises'
import type { SessionState } from '../../../domain/session-state.ts'
import { withRooms, roomName } from '../../../janus/rooms.ts'
import { freePort } from '../janus.ts'
import { makeTestBrowser, makeTestFolder } from '../servers.ts'
import { startCallServer } from './call-server.ts'
import type { CallServerOptions } from './call-server.ts'
import { FileRows } from './file-rows.ts'
import { ANNA, BEN, CARLA, liveState } from './live-state.ts'

export const MEDIA_KEY = 'the media key of this test'
export { ANNA, BEN, CARLA, liveState }

/** How long anything that should happen may take on a busy machine. */
const PATIENCE_MS = 15_000

type Janus = CallServerOptions['janus']

/** A running call between Anna and Carla, with its room open. */
export async function makeCall(t: Test, janus: Janus, sessionId: string) {
  const rows = new FileRows(makeTestFolder(t))
  rows.begin(liveState(sessionId))
  const keys = { ...janus, mediaKey: MEDIA_KEY }
  const room = roomName(sessionId, 1)
  await withRooms(janus, keys, (rooms) => rooms.create(room))
  const inRooms = <T>(use: Parameters<typeof withRooms<T>>[2]) => withRooms(janus, keys, use)
  t.teardown(() => inRooms((rooms) => rooms.destroy(room)).catch(() => undefined))
  const options: CallServerOptions = {
    port: await freePort(),
    folder: rows.folder,
    holder: 'holder-1',
    reclaimSeconds: 60,
    mediaKey: MEDIA_KEY,
    janus,
  }
  return { rows, room, inRooms, options }
}

export async function makeCallServer(t: Test, options: CallServerOptions) {
  const server = await startCallServer(options)
  t.teardown(() => server.close())
  return server
}

/** The same in a process of its own, which can be killed. */
export async function makeCallServerProcess(t: Test, options: CallServerOptions) {
  const child = fork(new URL('./call-server.ts', import.meta.url), [JSON.stringify(options)], {
    execArgv: ['--import=tsx'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  await once(child, 'message')
  return {
    url: `http://127.0.0.1:${options.port}`,
    async kill() {
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    },
  }
}

/** Two pages in two browsers' worth of context; each with `window.me`, a CallPage. */
export async function openPages(t: Test, url: string) {
  const browser = await makeTestBrowser(t)
  const open = async (side: string, person: string) => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(`${url}/page`)
    await page.evaluate(
      `window.me = new CallPage(${JSON.stringify({ side, person, call: 1 })}); void me.connect()`,
    )
    await until(page, 'me.refusals > 0 || me.messages.length > 0')
    return page
  }
  return { anna: await open('employee', ANNA), carla: await open('code_user', CARLA), open }
}

/** Everything the call socket has sent to the page. */
export async function messagesOf(page: Page): Promise<{ type: string }[]> {
  return page.evaluate('me.messages')
}

/** Carla calls; Anna and Ben ring. */
export function ringing({ call }: SessionState): void {
  if (!call) return
  Object.assign(call, {
    phase: 'ringing',
    acceptedAt: null,
    rings: 'employees',
    rung: [ANNA, BEN],
    employees: [],
  })
}

/** Waits until the expression is true in the page. */
export async function until(page: Page, expression: string, timeout = PATIENCE_MS): Promise<void> {
  await page.waitForFunction(expression, undefined, { timeout, polling: 50 })
}

export async function untilTrue(check: () => boolean | Promise<boolean>, what: string) {
  const deadline = Date.now() + PATIENCE_MS
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`not within ${PATIENCE_MS} ms: ${what}`)
    await wait(50)
  }
}

/** Waits until the page has decoded that many more frames than now. */
export async function moreFrames(page: Page, count = 5): Promise<void> {
  // In the page, `waitForFunction` would take the promise itself for the answer.
  const frames = () => page.evaluate<number>('me.framesReceived()')
  const before = await frames()
  await untilTrue(async () => (await frames()) >= before + count, `${count} more frames`)
}

/** Joins with media, as after Accept. */
export async function join(page: Page): Promise<void> {
  await page.evaluate(`me.takeMedia().then(() => me.send({ type: 'join' }))`)
  await until(page, `me.messages.some(({ type }) => type === 'joined')`)
}
