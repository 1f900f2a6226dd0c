import type { FastifyReply, FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import { ArtefactList } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import { Nothing } from '../../contract/requests.ts'
import {
  deleteArtefact,
  findArtefact,
  listArtefacts,
  markArtefactDeleted,
} from '../../db/artefacts.ts'
import { writeAudit } from '../../db/audit-log.ts'
import { inTransaction } from '../../db/transaction.ts'
import { objectKeysOf } from '../../domain/artefact.ts'
import type { App } from '../app-type.ts'
import { ArtefactParams, assertSide, loadArtefact, type Artefact } from '../artefact-access.ts'
import { parseRange } from '../byte-range.ts'
import { administratorOf, callerOf } from '../caller.ts'
import { sendProblem } from '../error-handler.ts'
import { notFound, ProblemError } from '../problems.ts'
import { NoQuery, SessionParams, type RouteContext } from '../route-context.ts'
import { answering, named } from '../schemas.ts'
import { loadSession } from '../session-access.ts'
import { artefactView } from '../views/session-parts.ts'

const TAGS = ['artefacts']
const REASON = 'by an administrator'

/** Recordings and screenshots: for both sides of the session and nobody else. */
export function artefactRoutes(app: App, context: RouteContext): void {
  app.get(
    paths.artefacts(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'Recordings and screenshots of a session',
        params: SessionParams,
        querystring: NoQuery,
        response: answering({ 200: named(ArtefactList) }),
      },
    },
    async (request) => {
      const access = await loadSession(callerOf(request), request.params.id)
      assertSide(access)
      const rows = await listArtefacts(access.db, access.session.id)
      return { items: rows.map(artefactView) }
    },
  )

  app.get(
    paths.artefactContent(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'The file; one byte range at a time',
        params: ArtefactParams,
        querystring: NoQuery,
      },
    },
    async (request, reply) => {
      const { artefact } = await loadArtefact(callerOf(request), request.params.id)
      return sendContent(context, { request, reply, artefact })
    },
  )

  app.delete(
    paths.artefact(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'Delete a recording or screenshot; administrators only',
        params: ArtefactParams,
        body: Nothing,
        response: answering({}),
      },
    },
    async (request, reply) => {
      await deleteForGood(context, request, request.params.id)
      return reply.code(204).send()
    },
  )
}

/** The file before the row: no page says that it is gone while it is there. */
async function deleteForGood(
  { artefacts }: RouteContext,
  request: FastifyRequest,
  id: string,
): Promise<void> {
  const { db, id: employeeId } = await administratorOf(request)
  const artefact = await findArtefact(db, id)
  if (!artefact) throw notFound()
  // Whoever is still storing it then cannot complete it.
  if (artefact.state === 'uploading') await markArtefactDeleted(db, id, REASON)
  const { organisationId } = db
  for (const key of objectKeysOf({ ...artefact, organisationId })) {
    await removeObject(artefacts, key, request)
  }
  await inTransaction(db, async (db) => {
    await deleteArtefact(db, artefact, REASON)
    const actor = { kind: 'employee', id: employeeId } as const
    const target = { kind: 'artefact', id }
    await writeAudit(db, { actor, action: 'artefact_deleted', target, address: request.ip })
  })
}

async function removeObject(
  artefacts: RouteContext['artefacts'],
  key: string,
  { log }: FastifyRequest,
): Promise<void> {
  try {
    await artefacts.remove(key)
  } catch (err) {
    log.error({ err, key }, 'cannot delete from the object store')
    throw new ProblemError('unavailable', { retryAfterSeconds: 5 })
  }
}

type Sending = { request: FastifyRequest; reply: FastifyReply; artefact: Artefact }

async function sendContent(
  { artefacts }: RouteContext,
  { request, reply, artefact }: Sending,
): Promise<FastifyReply> {
  const { objectKey, bytes, sha256, contentType, state } = artefact
  const isThere = state === 'ready' || state === 'partial'
  if (!isThere || objectKey === null || bytes === null) throw notFound()
  const tag = `"${sha256}"`
  const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === tag
  const range = parseRange(isSame ? request.headers.range : undefined, bytes)
  void reply.headers({
    'accept-ranges': 'bytes',
    // Consent can be taken back, and then nothing of it may be left anywhere.
    'cache-control': 'private, no-store',
    'content-disposition': `inline; filename="${fileName(artefact)}"`,
    'content-security-policy': "default-src 'none'; media-src 'self'; img-src 'self'; sandbox",
    etag: tag,
  })
  if (range === 'unsatisfiable') return refuseRange(reply, bytes)
  const { first, last } = range === 'whole' ? { first: 0, last: bytes - 1 } : range
  if (range !== 'whole') {
    void reply.code(206).header('content-range', `bytes ${first}-${last}/${bytes}`)
  }
  void reply.type(contentType ?? 'application/octet-stream')
  void reply.header('content-length', String(last - first + 1))
  // Without a body the framework would say that its length is 0; the file itself is not needed.
  if (request.method === 'HEAD') return reply.send(Readable.from([]))
  return reply.send(await artefacts.read(objectKey, { first, last }))
}

function refuseRange(reply: FastifyReply, bytes: number): FastifyReply {
  void reply.header('content-range', `bytes */${bytes}`)
  const errors = [{ pointer: '/headers/range', message: `is outside the ${bytes} bytes there are` }]
  return sendProblem(reply, new ProblemError('invalid', { status: 416, errors }))
}

const EXTENSIONS: Record<string, string> = {
  'video/webm': 'webm',
  'audio/webm': 'webm',
  'audio/ogg': 'ogg',
  'video/mp4': 'mp4',
  'video/x-matroska': 'mkv',
  'image/png': 'png',
  'image/webp': 'webp',
}

function fileName({ kind, callNumber, position, contentType }: Artefact): string {
  const extension = EXTENSIONS[contentType ?? ''] ?? 'bin'
  return `${kind}-${position}-of-call-${callNumber}.${extension}`
}
