import type { HealthCheck } from '../../api/dependencies.ts'
import type { SessionWorkflows } from '../../api/session-workflows.ts'
import type { Database } from '../../db/database.ts'
import type { Config } from '../config.ts'
import { isJanusListening } from '../embedded/janus.ts'

export interface HealthParts {
  readonly config: Pick<Config, 'janusUrl' | 'hasRecording'>
  readonly database: Database
  readonly workflows: SessionWorkflows
  /** Null where there are passwords only. */
  readonly identityProvider: { checkNowAndThen(): Promise<void> } | null
}

/** What `/readyz` tells of. Without calls or recordings Lotse still serves. */
export function healthChecks({
  config,
  database,
  workflows,
  identityProvider,
}: HealthParts): HealthCheck[] {
  return [
    {
      name: 'postgres',
      isEssential: true,
      check: async () => {
        await database.connection`select 1`
      },
    },
    { name: 'temporal', isEssential: false, check: () => workflows.ping() },
    { name: 'janus', isEssential: false, check: () => checkJanus(config.janusUrl) },
    {
      name: 'recording',
      isEssential: false,
      check: async () => {
        if (!config.hasRecording) throw new Error('ffmpeg or janus-pp-rec is not installed')
      },
    },
    ...(identityProvider
      ? [
          {
            name: 'identity provider',
            isEssential: false,
            check: () => identityProvider.checkNowAndThen(),
          },
        ]
      : []),
  ]
}

async function checkJanus(url: string | undefined): Promise<void> {
  if (!url) throw new Error('not installed: there are no calls')
  if (!(await isJanusListening(url))) throw new Error(`nobody listens at ${url}`)
}
