import { createHmac } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import { makeHolderCommands } from '../../api/holder-commands.ts'
import { MediaHolder, type MediaHolderOptions } from '../../api/media-holder.ts'
import type {
  CallKey,
  GatewayLeases,
  HolderFacts,
  HolderRows,
  Seat,
} from '../../api/media-holder-ports.ts'
import type { SessionCommands } from '../../api/session-commands.ts'
import type { SessionWorkflows } from '../../api/session-workflows.ts'
import { listRunningCalls } from '../../db/calls.ts'
import { findSessionState } from '../../db/commit-session.ts'
import { forOrganisation, type Database } from '../../db/database.ts'
import {
  deleteGatewaySession,
  listGatewaySessions,
  saveGatewaySession,
} from '../../db/gateway-sessions.ts'
import { appendScreenshotUpdate, listScreenshotUpdates } from '../../db/screenshots.ts'
import { findGateway, releaseGateway, renewGateway, takeGateway } from '../../db/gateways.ts'
import { insertStroke } from '../../db/strokes.ts'
import { JanusSignalling } from '../../janus/media-signalling.ts'
import type { Config } from '../config.ts'

export const MEDIA_SETTINGS = [
  ...(['janusUrl', 'janusApiSecret', 'janusAdminKey', 'gateway', 'recordingsFolder'] as const),
  ...(['mediaKey', 'reclaimSeconds', 'turnUrl', 'turnSecret', 'holderUrl'] as const),
] as const

export interface MediaParts {
  readonly config: Pick<Config, (typeof MEDIA_SETTINGS)[number]> & { readonly janusUrl: string }
  /** Name and address of this instance among several. */
  readonly holder: string
  readonly holderUrl: string
  readonly database: Database
  readonly workflows: SessionWorkflows
  readonly commands: SessionCommands
  readonly log: FastifyBaseLogger
}

/** The calls of one Janus, with everything the holder of them needs. */
export function makeMediaHolder({ config, ...parts }: MediaParts): MediaHolder {
  const { janusUrl, janusApiSecret = '', janusAdminKey = '' } = config
  const { mediaKey, recordingsFolder, reclaimSeconds, gateway } = config
  const signalling = new JanusSignalling({
    address: { url: janusUrl, apiSecret: janusApiSecret },
    keys: { mediaKey, adminKey: janusAdminKey, recordingsFolder },
    reclaimSeconds,
  })
  return holderOf({ ...parts, gateway, signalling, iceServers: (seat) => iceServers(config, seat) })
}

export type HolderParts = Omit<MediaParts, 'config'> &
  Pick<MediaHolderOptions, 'gateway' | 'signalling' | 'iceServers'>

/** Whatever carries the media: rows, lease and workflows are the installation's. */
export function holderOf({ database, workflows, commands, ...parts }: HolderParts): MediaHolder {
  return new MediaHolder({
    ...parts,
    rows: holderRows(database),
    leases: gatewayLeases(database),
    facts: holderFacts(workflows),
    commands: makeHolderCommands(database, commands),
  })
}

function holderRows(database: Database): HolderRows {
  return {
    findState: ({ organisationId, sessionId }) =>
      findSessionState(forOrganisation(database, organisationId), sessionId),
    listRunningCalls: async (gateway) => {
      const calls = await listRunningCalls(database, gateway)
      return calls.map(({ number, ...key }) => ({ ...key, call: number }))
    },
    listKept: async (gateway) => {
      const kept = await listGatewaySessions(database, gateway)
      return kept.map(({ organisationId, sessionId, callNumber, gatewaySession, handles }) => {
        return {
          organisationId,
          sessionId,
          call: callNumber,
          session: gatewaySession,
          kept: handles,
        }
      })
    },
    saveKept: ({ organisationId, sessionId, call }, { gateway, session, kept }) =>
      saveGatewaySession(database, {
        gatewayId: gateway,
        gatewaySession: session,
        organisationId,
        sessionId,
        callNumber: call,
        handles: { ...kept },
      }),
    deleteKept: ({ gateway, session }) =>
      deleteGatewaySession(database, { gatewayId: gateway, gatewaySession: session }),
    listScreenshotChanges: ({ organisationId }, id) =>
      listScreenshotUpdates(forOrganisation(database, organisationId), id),
    logScreenshotChange: ({ organisationId }, { id, ...change }) =>
      appendScreenshotUpdate(forOrganisation(database, organisationId), {
        artefactId: id,
        ...change,
      }),
    saveStroke: ({ organisationId, sessionId, call }, { at, ...stroke }) =>
      insertStroke(
        forOrganisation(database, organisationId),
        { sessionId, call },
        { ...stroke, at: new Date(at) },
      ),
  }
}

function gatewayLeases(database: Database): GatewayLeases {
  return {
    find: (gateway) => findGateway(database, gateway),
    take: (request) => takeGateway(database, request),
    renew: (request) => renewGateway(database, request),
    release: (lease) => releaseGateway(database, lease),
  }
}

function holderFacts(workflows: SessionWorkflows): HolderFacts {
  const target = ({ organisationId, sessionId }: CallKey) => ({ organisationId, sessionId })
  return {
    presence: (key, fact) => workflows.tell('presence', target(key), { ...fact, call: key.call }),
    gatewayLost: (key, gateway) =>
      workflows.tell('gatewayLost', target(key), { call: key.call, gateway }),
    mediaStopped: (key, at) => workflows.tell('mediaStopped', target(key), { call: key.call, at }),
  }
}

/** Above the longest call there can be: a relay may cut off who outlives their credential. */
const TURN_SECONDS = 25 * 3_600

/** Credentials as coturn's use-auth-secret checks them: a time and its signature. */
function iceServers({ turnUrl, turnSecret }: MediaParts['config'], { sessionId, side }: Seat) {
  if (!turnUrl || !turnSecret) return []
  const expires = Math.floor(Date.now() / 1_000) + TURN_SECONDS
  const username = `${expires}:${sessionId}:${side}`
  const credential = createHmac('sha1', turnSecret).update(username).digest('base64')
  return [{ urls: turnUrl, username, credential }]
}
