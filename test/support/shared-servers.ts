import { chmodSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startJanus } from '../../bin/embedded/janus.ts'
import { startPostgres } from '../../bin/embedded/postgres.ts'
import { startTemporal } from '../../bin/embedded/temporal.ts'
import { findOnPath, findTemporalCli } from '../../setup/programs.mjs'

export type ServerName = 'postgres' | 'temporal' | 'janus'

export interface SharedServer {
  /** What a test file needs to know, as LOTSE_TEST_* variables. */
  readonly environment: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** Starts one real server in a temporary folder that goes when it is stopped. */
export async function startSharedServer(name: ServerName): Promise<SharedServer> {
  const folder = makeTemporaryFolder(name)
  const server = await STARTERS[name](folder)
  return {
    environment: server.environment,
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

export function makeTemporaryFolder(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `lotse-test-${name}-`))
  // As root, Postgres runs as somebody else, who must be able to pass through.
  chmodSync(folder, 0o755)
  return folder
}

const STARTERS: Record<ServerName, (folder: string) => Promise<SharedServer>> = {
  postgres: async (folder) => {
    const server = await startPostgres({ folder, isDurable: false })
    return { environment: { LOTSE_TEST_DATABASE_URL: server.url }, stop: () => server.stop() }
  },
  temporal: async (folder) => {
    const executable = findTemporalCli()
    if (!executable) throw new Error('The temporal program is missing: run "node setup/ensure.mjs"')
    const server = await startTemporal({ folder, executable })
    const environment = {
      LOTSE_TEST_TEMPORAL_ADDRESS: server.address,
      LOTSE_TEST_TEMPORAL_UI_URL: server.uiUrl,
    }
    return { environment, stop: () => server.stop() }
  },
  janus: async (folder) => {
    const executable = findOnPath('janus')
    if (!executable) throw new Error('The janus program is missing: run "node setup/ensure.mjs"')
    const secrets = { apiSecret: 'api secret of the tests', adminKey: 'admin key of the tests' }
    const server = await startJanus({ folder, executable, ...secrets })
    const environment = {
      LOTSE_TEST_JANUS_URL: server.url,
      LOTSE_TEST_JANUS_API_SECRET: server.apiSecret,
      LOTSE_TEST_JANUS_ADMIN_KEY: server.adminKey,
      LOTSE_TEST_JANUS_RECORDINGS: server.recordingsFolder,
    }
    return { environment, stop: () => server.stop() }
  },
}
