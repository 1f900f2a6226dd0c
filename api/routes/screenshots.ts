import Type from 'typebox'
import { buffer } from 'node:stream/consumers'
import { paths } from '../../contract/paths.ts'
import { listScreenshotUpdates } from '../../db/screenshots.ts'
import { originalKey, type CallScreenshot } from '../../domain/screenshot.ts'
import { ruleState } from '../../domain/rule-state.ts'
import { refusalFor } from '../../domain/session-rules.ts'
import type { App } from '../app-type.ts'
import { callerOf } from '../caller.ts'
import { readPicture, withPixelations } from '../picture.ts'
import { notFound, ProblemError, statusOf } from '../problems.ts'
import { CallParams, CommandHeaders, keyOf, NoQuery, type RouteContext } from '../route-context.ts'
import { ScreenshotDocument } from '../screenshot-document.ts'
import { loadSession, type AccessedSession } from '../session-access.ts'
import { problemFor } from '../session-commands.ts'
import { commandId, idFrom } from '../command-ids.ts'
import { give, SESSION_ANSWER } from './session-commands.ts'

const TAGS = ['calls']
const CALL = `${paths.calls(':id')}/:call`
const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp']
const LARGEST_UPLOAD = 10 * 1024 * 1024

const ScreenshotParams = Type.Object({
  ...CallParams.properties,
  number: Type.Integer({ minimum: 1, maximum: 1000 }),
})

/** Taking a screenshot, and reading the picture while both sides edit it. */
export function screenshotRoutes(app: App, context: RouteContext): void {
  // In a scope of its own: no other route takes pictures.
  void app.register(async (scope: App) => {
    scope.addContentTypeParser(
      PICTURE_TYPES,
      { parseAs: 'buffer', bodyLimit: LARGEST_UPLOAD },
      (_request, body, done) => done(null, body),
    )
    take(scope, context)
  })
  original(app, context)
}

function take(app: App, context: RouteContext): void {
  const schema = {
    tags: TAGS,
    summary: 'Take a screenshot: a picture of at most 10 MB, which both sides then edit',
    consumes: PICTURE_TYPES,
    params: CallParams,
    headers: CommandHeaders,
    body: Type.Unknown(),
    response: SESSION_ANSWER,
  }
  app.post(`${CALL}/screenshots`, { schema }, async (request) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const { call } = request.params
    const key = keyOf(request.headers, access.caller)
    const { content, width, height, hash } = await readPicture(request.body)
    const command = commandOf(access, key)
    const screenshotId = idFrom(command, `screenshot:${hash}`)
    const place = placeOf(access, { call, id: screenshotId })
    const isNew = !access.session.state.seen.some(({ commandId }) => commandId === command)
    if (isNew) {
      await refuseEarly(access)
      await store(context, place, content)
    }
    try {
      return await give(context, access, {
        command: 'registerScreenshot',
        key,
        body: { call, hash },
        input: () => ({ call, screenshotId, width, height }),
      })
    } catch (error) {
      if (isNew && isRefused(error)) await context.artefacts.remove(place).catch(() => undefined)
      throw error
    }
  })
}

/** Nobody's picture is stored who may not take one; what the row says suffices for that. */
async function refuseEarly({ db, session, actor }: AccessedSession): Promise<void> {
  const refusal = refusalFor(ruleState(session.state), actor, 'registerScreenshot')
  if (refusal) throw await problemFor(db, refusal)
}

/**
 * With the picture's hash it makes the screenshot's id: a repeated request writes the same object
 * again, and another picture under the same key can never replace the first one's.
 */
function commandOf({ db, session, actor }: AccessedSession, key: string): string {
  return commandId({
    organisationId: db.organisationId,
    actor: `${actor.kind}:${actor.id}`,
    command: 'registerScreenshot',
    sessionId: session.id,
    key,
  })
}

function placeOf(
  { db, session }: AccessedSession,
  { call, id }: { call: number; id: string },
): string {
  return originalKey({ organisationId: db.organisationId, sessionId: session.id, call, id })
}

async function store({ artefacts, log }: RouteContext, key: string, content: Buffer) {
  try {
    await artefacts.put(key, content)
  } catch (err) {
    log.error({ err, key }, 'a screenshot could not be stored')
    throw new ProblemError('unavailable', { retryAfterSeconds: 5 })
  }
}

/** For good: the picture belongs to nothing. An answer that may still change leaves it. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof ProblemError) || error.code === 'try_again') return false
  return statusOf(error.code) === 409
}

function original(app: App, context: RouteContext): void {
  const schema = {
    tags: TAGS,
    summary: 'The picture as it was taken, for those in the call while it lasts',
    params: ScreenshotParams,
    querystring: NoQuery,
  }
  app.get(`${CALL}/screenshots/:number`, { schema }, async (request, reply) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const { call, number } = request.params
    const { id } = screenshotOf(access, call, number)
    const picture = await readOriginal(context, placeOf(access, { call, id }))
    const changes = await listScreenshotUpdates(access.db, id)
    const document = new ScreenshotDocument(changes.map(({ body }) => body))
    void reply.headers({
      'cache-control': 'private, no-store',
      'content-disposition': 'inline',
      'content-security-policy': "default-src 'none'; sandbox",
    })
    return reply.type('image/jpeg').send(await withPixelations(picture, document.shapes()))
  })
}

async function readOriginal({ artefacts, log }: RouteContext, key: string): Promise<Buffer> {
  try {
    return await buffer(await artefacts.read(key))
  } catch (err) {
    log.error({ err, key }, 'a screenshot could not be read')
    throw new ProblemError('unavailable')
  }
}

/** Whoever may read the session but is not in the call gets what is made of it, afterwards. */
function screenshotOf(
  { session, actor }: AccessedSession,
  number: number,
  screenshot: number,
): CallScreenshot {
  const { call } = session.state
  const people = call ? [...call.employees, ...call.participants] : []
  const found = call?.screenshots?.find((each) => each.number === screenshot)
  if (!found || call?.number !== number || !people.includes(actor.id)) throw notFound()
  return found
}
