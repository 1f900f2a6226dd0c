import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SessionState } from '../domain/session-state.ts'
import { findSessionState } from '../db/commit-session.ts'
import { forOrganisation, type Database } from '../db/database.ts'
import {
  failAbandonedDeliveries,
  listCallsInProgress,
  listSessionsNeedingRun,
  listSlowArtefacts,
} from '../db/reconcile.ts'
import { deleteExpiredDrafts } from '../db/drafts.ts'
import { listDeletedRecordings } from '../db/keeping.ts'
import { deleteUnlinkedTexts } from '../db/texts.ts'
import { discardRecorded } from './recording/spool.ts'
import type { GatewayRooms } from './rooms.ts'

/** Starts the run of a session whose row says it should have one; harmless when it has. */
export interface SessionRuns {
  start(sessionId: string, snapshot: SessionState): Promise<'started' | 'running'>
}

export type SessionsReport = {
  checked: number
  started: string[]
  deletedTexts: number
  deletedDrafts: number
  abandonedDeliveries: number
}
export type GatewayReport = {
  closedRooms: string[]
  /** Of recordings that were deleted since. */
  discardedFolders: string[]
  strayFolders: string[]
  slowUploads: string[]
}

/** What a periodic look finds between Postgres, Temporal, a gateway and its disk. */
export type ReconcileActivities = {
  reconcileSessions(): Promise<SessionsReport>
  /** Rooms without a call are closed when they are still there after a moment. */
  reconcileGateway(input: { gateway: string; patienceMs: number }): Promise<GatewayReport>
}

const TEXT_KEPT_MS = 86_400_000
/** Longer than a notification is tried. */
const DELIVERY_LIMIT_MS = 7_200_000
const SLOW_UPLOAD_MS = 3_600_000

/** Idempotent by nature: each looks at what is and mends what should not be. */
export function createSessionReconciler(
  database: Database,
  runs: SessionRuns,
): Pick<ReconcileActivities, 'reconcileSessions'> {
  return {
    async reconcileSessions() {
      const report: SessionsReport = {
        checked: 0,
        started: [],
        deletedTexts: 0,
        deletedDrafts: 0,
        abandonedDeliveries: 0,
      }
      for await (const { id, organisationId } of sessionsNeedingRun(database)) {
        report.checked += 1
        const snapshot = await findSessionState(forOrganisation(database, organisationId), id)
        if (snapshot && (await runs.start(id, snapshot)) === 'started') report.started.push(id)
      }
      report.deletedTexts = await deleteUnlinkedTexts(database, ago(TEXT_KEPT_MS))
      report.deletedDrafts = await deleteExpiredDrafts(database)
      report.abandonedDeliveries = await failAbandonedDeliveries(database, ago(DELIVERY_LIMIT_MS))
      return report
    },
  }
}

async function* sessionsNeedingRun(database: Database) {
  let after: string | undefined
  for (;;) {
    const page = await listSessionsNeedingRun(database, after === undefined ? {} : { after })
    yield* page
    after = page.at(-1)?.id
    if (after === undefined) return
  }
}

export type GatewayReconcilerDependencies = {
  database: Database
  rooms: GatewayRooms
  /** Where the gateway writes, one folder per room. */
  recordingsFolder: string
}

export function createGatewayReconciler({
  database,
  rooms,
  recordingsFolder,
}: GatewayReconcilerDependencies): Pick<ReconcileActivities, 'reconcileGateway'> {
  return {
    async reconcileGateway({ patienceMs }) {
      const before = await rooms.list()
      // A room is opened before its call is committed: only one that stays without is stray.
      await new Promise((resolve) => setTimeout(resolve, patienceMs))
      const calls = await listCallsInProgress(database)
      const inUse = new Set(calls.map(({ sessionId, number }) => rooms.nameOf(sessionId, number)))
      const after = await rooms.list()
      const closedRooms = after.filter((room) => before.includes(room) && !inUse.has(room))
      await rooms.close(closedRooms)
      const slow = await listSlowArtefacts(database, ago(SLOW_UPLOAD_MS))
      const waiting = slow.map(({ sessionId, callNumber }) => rooms.nameOf(sessionId, callNumber))
      const expected = new Set([...inUse, ...waiting])
      const idle = (await foldersIn(recordingsFolder)).filter((name) => !inUse.has(name))
      const discardedFolders = await findDeleted({ database, rooms }, idle)
      for (const name of discardedFolders) await discardRecorded(join(recordingsFolder, name))
      const isStray = (name: string) => !expected.has(name) && !discardedFolders.includes(name)
      const strayFolders = idle.filter(isStray)
      const slowUploads = slow.map(({ id }) => id)
      return { closedRooms, discardedFolders, strayFolders, slowUploads }
    },
  }
}

/** Folders of recordings whose row says deleted: by hand, or as kept long enough. */
async function findDeleted(
  { database, rooms }: Pick<GatewayReconcilerDependencies, 'database' | 'rooms'>,
  folders: readonly string[],
): Promise<string[]> {
  const sessionIds = folders.flatMap((name) => rooms.callOf(name)?.sessionId ?? [])
  const deleted = await listDeletedRecordings(database, [...new Set(sessionIds)])
  const names = new Set(deleted.map(({ sessionId, call }) => rooms.nameOf(sessionId, call)))
  return folders.filter((name) => names.has(name))
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function ago(ms: number): Date {
  return new Date(Date.now() - ms)
}
