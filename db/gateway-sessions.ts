import type { Database } from './database.ts'

/** One session at the gateway, kept so that the next holder can claim it with the call running. */
export type GatewaySession = {
  gatewayId: string
  gatewaySession: string
  organisationId: string
  sessionId: string
  callNumber: number
  /** The gateway's own ids of each member's connections. */
  handles: Record<string, unknown>
}

export async function saveGatewaySession(
  database: Database,
  session: GatewaySession,
): Promise<void> {
  await database
    .insertInto('gatewaySessions')
    .values(session)
    .onConflict((conflict) =>
      conflict.columns(['gatewayId', 'gatewaySession']).doUpdateSet({ handles: session.handles }),
    )
    .execute()
}

export async function listGatewaySessions(
  database: Database,
  gatewayId: string,
): Promise<GatewaySession[]> {
  return database
    .selectFrom('gatewaySessions')
    .select(['gatewayId', 'gatewaySession', 'organisationId', 'sessionId', 'callNumber', 'handles'])
    .where('gatewayId', '=', gatewayId)
    .orderBy('openedAt')
    .execute()
}

export async function deleteGatewaySession(
  database: Database,
  { gatewayId, gatewaySession }: Pick<GatewaySession, 'gatewayId' | 'gatewaySession'>,
): Promise<void> {
  await database
    .deleteFrom('gatewaySessions')
    .where('gatewayId', '=', gatewayId)
    .where('gatewaySession', '=', gatewaySession)
    .execute()
}
