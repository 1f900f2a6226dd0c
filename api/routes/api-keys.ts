import { randomBytes } from 'node:crypto'
import { paths } from '../../contract/paths.ts'
import { Nothing } from '../../contract/requests.ts'
import { KeyRotation, NewApiKey } from '../../contract/set-up.ts'
import { ApiKeyList, ApiKeySecret, type ApiKeyRow } from '../../contract/set-up-views.ts'
import { insertApiKey, listApiKeys, revokeApiKey, rotateApiKey } from '../../db/api-keys.ts'
import { secretHash } from '../../db/derived-secrets.ts'
import { API_SCOPES } from '../../domain/api-scope.ts'
import type { App } from '../app-type.ts'
import { administratorOf } from '../caller.ts'
import { answering, named } from '../schemas.ts'
import { changes, changeSetUp, IdParams, SET_UP_TAGS } from '../set-up.ts'

const KIND = 'api_key'
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const PREFIX_LENGTH = 12

/** Keys of programs. Postgres holds their hashes: the key itself is in one answer and no other. */
export function apiKeyRoutes(app: App): void {
  registerListing(app)
  registerMaking(app)

  app.delete(
    paths.apiKey(':id'),
    { schema: changes('Revoke an API key at once', Nothing) },
    async (request, reply) => {
      const { id } = request.params
      await changeSetUp(request, { action: 'key_revoked', kind: KIND, id }, (db) =>
        revokeApiKey(db, id),
      )
      return reply.code(204).send()
    },
  )
}

function registerListing(app: App): void {
  app.get(
    paths.apiKeys,
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'API keys, without the keys themselves',
        response: answering({ 200: named(ApiKeyList) }),
      },
    },
    async (request) => {
      const { db } = await administratorOf(request)
      return { items: (await listApiKeys(db)).map(keyRow) }
    },
  )
}

function registerMaking(app: App): void {
  const response = answering({ 201: named(ApiKeySecret) })

  app.post(
    paths.apiKeys,
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'Make an API key; only this answer holds it',
        body: NewApiKey,
        response,
      },
    },
    async (request, reply) => {
      const { name, scopes, validDays } = request.body
      const secret = newKey()
      const expiresAt = validDays === null ? null : new Date(Date.now() + validDays * DAY_MS)
      const details = { scopes, validDays }
      const change = { action: 'key_made', kind: KIND, details }
      const { id } = await changeSetUp(request, change, (db, { id: createdBy }) =>
        insertApiKey(db, { name: name.trim(), scopes, createdBy, expiresAt, ...stored(secret) }),
      )
      void reply.code(201)
      return { id, key: secret }
    },
  )

  app.post(
    paths.apiKeyRotation(':id'),
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'A new key for the same client; the one before works on for a while',
        params: IdParams,
        body: KeyRotation,
        response,
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { overlapHours } = request.body
      const secret = newKey()
      const previousUntil = new Date(Date.now() + overlapHours * HOUR_MS)
      const change = { action: 'key_rotated', kind: KIND, id, details: { overlapHours } }
      await changeSetUp(request, change, (db) =>
        rotateApiKey(db, id, { ...stored(secret), previousUntil }),
      )
      void reply.code(201)
      return { id, key: secret }
    },
  )
}

function newKey(): string {
  return `lotse_${randomBytes(32).toString('base64url')}`
}

function stored(key: string) {
  return { hash: secretHash(key), prefix: key.slice(0, PREFIX_LENGTH) }
}

type Row = Awaited<ReturnType<typeof listApiKeys>>[number]

function keyRow({ id, name, prefix, scopes, createdAt, ...row }: Row): ApiKeyRow {
  const { usedAt, expiresAt, previousUntil, revokedAt } = row
  return {
    ...{ id, name, prefix },
    scopes: API_SCOPES.filter((scope) => scopes.includes(scope)),
    createdAt: createdAt.getTime(),
    usedAt: usedAt?.getTime() ?? null,
    expiresAt: expiresAt?.getTime() ?? null,
    previousUntil: previousUntil?.getTime() ?? null,
    isRevoked: revokedAt !== null,
  }
}
