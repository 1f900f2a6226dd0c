import { bundleWorkflowCode, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { createCommitActivities } from '../../activities/commit.ts'
import type { SessionActivities } from '../../activities/session-activities.ts'
import { makeTemporalClient, SessionWorkflows } from '../../api/session-workflows.ts'
import { findSessionState } from '../../db/commit-session.ts'
import type { Actor } from '../../domain/actor.ts'
import type { Command } from '../../domain/command.ts'
import { DEFAULT_TIMINGS, type Timings } from '../../domain/session-state.ts'
import type { CreateInput, InputOf } from '../../workflows/messages.ts'
import { workflowId } from '../../workflows/messages.ts'
import { idOf, makeWorld, type World } from '../db/world.ts'
import { makeTestTemporal, type TestTemporal } from '../support/servers.ts'
import { MODULE } from '../support/session-state.ts'

export const LINK_KEY = 'link key of the tests'

// Before anything native starts: the SDK's own log would drown what the tests say.
Runtime.install({ logger: silent() })

/** One bundle for all workers of a test file. */
let bundle: Promise<{ code: string }> | undefined
export function bundleWorkflows(): Promise<{ code: string }> {
  bundle ??= bundleFrom(new URL('../../workflows/index.ts', import.meta.url))
  return bundle
}

export function bundleFrom(index: URL): Promise<{ code: string }> {
  return bundleWorkflowCode({ workflowsPath: fileURLToPath(index), logger: silent() })
}

function silent() {
  const nothing = () => undefined
  return {
    log: nothing,
    trace: nothing,
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
  }
}

/** Media and notifications on paper; commits go to the real database. */
export function paperActivities(done: string[]): Omit<SessionActivities, 'commitSession'> {
  const write = async (line: string) => void done.push(line)
  return {
    notify: async ({ event, employees }) => {
      await write(`notify ${event}`)
      return { sent: employees.length, failed: 0 }
    },
    openRoom: async ({ call }) => {
      await write(`openRoom ${call}`)
      return { gateway: 'gateway-1' }
    },
    startRecorder: ({ call }) => write(`startRecorder ${call}`),
    stopRecorder: ({ call }) => write(`stopRecorder ${call}`),
    finishCall: ({ call }) => write(`finishCall ${call}`),
    storeRecording: async ({ call }) => {
      await write(`storeRecording ${call}`)
      return { state: 'ready', durationMs: 1000 }
    },
    storeScreenshots: async ({ call, ids }) => {
      await write(`storeScreenshots ${call}`)
      return { stored: ids.length, failed: 0 }
    },
    eraseSession: () => write('eraseSession'),
    deleteRecorded: ({ call }) => write(`deleteRecorded ${call}`),
  }
}

export type TemporalSession = Awaited<ReturnType<typeof makeTemporalSession>>

/** A session's workflow on a real server, committing to a real database, with a worker beside it. */
export async function makeTemporalSession(t: Test, timings: Partial<Timings> = {}) {
  const [world, temporal] = await Promise.all([makeWorld(t), makeTestTemporal(t)])
  const { taskQueue } = temporal
  const done: string[] = []
  const workers = await startWorkers(world, temporal, done)
  const client = makeTemporalClient(temporal.address)
  const workflows = new SessionWorkflows({
    client,
    taskQueue,
    queues: { notifications: taskQueue, media: taskQueue, gatewayPrefix: `${taskQueue}:` },
    findState: async () => findSessionState(world.db, sessionId),
    commandDeadlineMs: 20_000,
  })
  t.teardown(async () => {
    await workers.stop()
    await client.connection.close()
  })
  const sessionId = idOf(taskQueue)
  const { organisationId } = world
  let count = 0
  const give = <C extends Command>(command: C, actor: Actor, details: Partial<InputOf<C>> = {}) => {
    const commandId = `${command}-${++count}`
    const base = { commandId, bodyHash: 'body', requestId: commandId, actor }
    const input = { ...base, ...defaultsOf(command, world, timings), ...details } as InputOf<C> // complete by the command's defaults
    return workflows.execute(command, { organisationId, sessionId }, input)
  }
  const handle = () => client.workflow.getHandle(workflowId(sessionId))
  return {
    world,
    client,
    workflows,
    workers,
    sessionId,
    organisationId,
    done,
    give,
    handle,
    temporal,
  }
}

/** One for the session itself and one beside its gateway. */
async function startWorkers(world: World, { address, taskQueue }: TestTemporal, done: string[]) {
  const connection = await NativeConnection.connect({ address })
  const commits = createCommitActivities({ database: world.database, linkKey: LINK_KEY })
  const activities = paperActivities(done)
  const workers = await Promise.all([
    Worker.create({
      connection,
      taskQueue,
      workflowBundle: await bundleWorkflows(),
      activities: { ...commits, ...activities },
      maxCachedWorkflows: 100,
      stickyQueueScheduleToStartTimeout: '1s',
    }),
    Worker.create({ connection, taskQueue: `${taskQueue}:gateway-1`, activities }),
  ])
  const running = workers.map((worker) => worker.run())
  const stop = async () => {
    for (const worker of workers) worker.shutdown()
    await Promise.all(running)
    await connection.close()
  }
  let stopped: Promise<void> | undefined
  return { stop: () => (stopped ??= stop()) }
}

export const TOMAS = { kind: 'code_user', id: idOf('tomas'), relation: 'participant' } as const
export function employee(world: World, name: keyof World['employees']): Actor {
  return { kind: 'employee', id: world.employees[name], role: 'member', relation: 'recipient' }
}

function defaultsOf(command: Command, world: World, timings: Partial<Timings>): object {
  const consent = { decision: 'given', textVersion: 1, language: 'en' }
  const create: Omit<CreateInput, 'commandId' | 'bodyHash' | 'requestId' | 'actor'> = {
    organisationId: world.organisationId,
    deviceId: world.deviceId,
    templateId: world.templateId,
    status: 'requested',
    responsible: null,
    recipients: [
      { id: world.employees.anna, because: { rule: 'device_department' } },
      { id: world.employees.max, because: { rule: 'device_department' } },
    ],
    participants: [{ id: TOMAS.id, state: 'admitted', via: 'request' }],
    consent: { decision: 'given', textVersion: 1, language: 'en' },
    ticketLinks: [],
    textIds: [],
    module: MODULE,
    timings: { ...DEFAULT_TIMINGS, passivateMs: 300, ...timings },
  }
  const calls = { call: 1, consent: null, atScreen: [], busy: [] }
  if (command === 'create') return create
  return command === 'setConsent' ? { call: 1, ...consent } : calls
}
