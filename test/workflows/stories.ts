import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { idOf } from '../db/world.ts'
import { employee, TOMAS, type TemporalSession } from './temporal-session.ts'

/** Lives that sessions have had; a release must be able to go on with every one of them. */
export const STORIES: Record<string, (session: TemporalSession) => Promise<void>> = {
  'happy-path': async (session) => {
    await record(session)
    await session.give('endCall', anna(session))
    await session.handle().result()
  },
  'cancel-while-requested': async (session) => {
    await session.give('create', TOMAS)
    await session.give('cancel', TOMAS)
    await session.handle().result()
  },
  'cancel-during-recorded-call': async (session) => {
    await record(session)
    await session.give('cancel', anna(session))
    await session.handle().result()
  },
  decline: async (session) => {
    await session.give('create', TOMAS)
    await session.give('confirm', anna(session))
    await session.give('startCall', TOMAS)
    await session.give('declineCall', anna(session))
    await session.give('declineCall', employee(session.world, 'max'))
  },
  'ring-timeout': async (session) => {
    await session.give('create', TOMAS, { module: { ...MODULE, ringSeconds: 1 } })
    await session.give('confirm', anna(session))
    await session.give('startCall', TOMAS, { atScreen: [session.world.employees.anna] })
    await untilDone(session, 'notify missed_call')
  },
  'reopen-with-second-call': async (session) => {
    await record(session)
    await session.give('endCall', TOMAS)
    await session.handle().result()
    await session.give('reopen', anna(session))
    await session.give('startCall', anna(session))
    await session.give('acceptCall', TOMAS, { call: 2 })
    await session.give('endCall', anna(session), { call: 2 })
    await session.handle().result()
  },
  screenshots: async (session) => {
    await callEachOther(session)
    for (const name of ['first', 'second']) {
      const details = { screenshotId: idOf(`${name} screenshot`), width: 1280, height: 720 }
      await session.give('registerScreenshot', anna(session), details)
    }
    await session.give('endCall', anna(session))
    await session.handle().result()
  },
  'lost-worker': async (session) => {
    await session.give('create', TOMAS)
    await session.workers.stop()
    const first = await startWorkerProcess(session)
    await session.give('confirm', anna(session))
    first.kill('SIGKILL')
    await once(first, 'exit')
    const second = await startWorkerProcess(session)
    await session.give('complete', anna(session))
    await session.handle().result()
    second.kill('SIGKILL')
    await once(second, 'exit')
  },
}

const MODULE = {
  requestsAllowed: true,
  recordingAllowed: true,
  codeUserScreenshots: false,
  ringSeconds: 45,
  maxCallSeconds: 3600,
}

function anna(session: TemporalSession) {
  return employee(session.world, 'anna')
}

/** From the request to a running recording. */
export async function record(session: TemporalSession): Promise<void> {
  await callEachOther(session)
  await session.give('startRecording', anna(session))
}

async function callEachOther(session: TemporalSession): Promise<void> {
  await session.give('create', TOMAS)
  await session.give('confirm', anna(session))
  await session.give('startCall', TOMAS)
  await session.give('acceptCall', anna(session))
  for (const id of [anna(session).id, TOMAS.id]) {
    const fact = { call: 1, id, epoch: 1, seq: 1, present: true }
    await session.workflows.tell('presence', session, fact)
  }
}

/** Activities run beside the commands; waits until one has been written down. */
export async function untilDone(session: TemporalSession, line: string): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!session.done.includes(line)) {
    if (Date.now() > deadline)
      throw new Error(`"${line}" did not happen: ${session.done.join('; ')}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** `diesAt`: the status at whose commit it dies, after the SQL and before its reply. */
export async function startWorkerProcess({ temporal, world }: TemporalSession, diesAt = '') {
  const program = fileURLToPath(new URL('./worker-process.ts', import.meta.url))
  const place = [temporal.address, temporal.taskQueue, world.url]
  const argv = ['--import=tsx', program, ...place, diesAt]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}
