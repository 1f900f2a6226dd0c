import { paths } from '../../contract/paths.ts'
import { Rating, SessionLabels, Visibility } from '../../contract/requests.ts'
import { findLabelNames } from '../../db/labels.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import type { App } from '../app-type.ts'
import { callerOf } from '../caller.ts'
import { invalidField } from '../problems.ts'
import { keyOf, type RouteContext } from '../route-context.ts'
import { loadSession } from '../session-access.ts'
import { commandSchema, give } from './session-commands.ts'

const ID = ':id'

/** Where a session is sorted in, and what it was worth. */
export function classificationRoutes(app: App, context: RouteContext): void {
  visibility(app, context)
  sessionLabels(app, context)
  rating(app, context)
}

function visibility(app: App, context: RouteContext): void {
  const schema = commandSchema('Hide a session from codes, or show it to them', Visibility)
  app.put(paths.visibility(ID), { schema }, async (request) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const { body, headers } = request
    const key = keyOf(headers, access.caller)
    return give(context, access, { command: 'setVisibility', key, body, input: () => body })
  })
}

function sessionLabels(app: App, context: RouteContext): void {
  const schema = commandSchema('Say which labels a session carries', SessionLabels)
  app.put(paths.sessionLabels(ID), { schema }, async (request) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const { body, headers } = request
    const key = keyOf(headers, access.caller)
    // Refused by the rule alone for who may not: they learn nothing about labels.
    if (access.actor.kind === 'employee') await assertLabels(access.db, body.labelIds)
    return give(context, access, { command: 'setLabels', key, body, input: () => body })
  })
}

async function assertLabels(db: OrganisationDatabase, ids: readonly string[]): Promise<void> {
  const known = await findLabelNames(db, ids)
  const unknown = ids.findIndex((id) => !known.has(id))
  if (unknown >= 0) throw invalidField(`/labelIds/${unknown}`, 'is not a label')
}

function rating(app: App, context: RouteContext): void {
  const schema = commandSchema('Rate a session that is DONE; the last word counts', Rating)
  app.put(paths.rating(ID), { schema }, async (request) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const { body, headers } = request
    const key = keyOf(headers, access.caller)
    return give(context, access, { command: 'rate', key, body, input: () => body })
  })
}
