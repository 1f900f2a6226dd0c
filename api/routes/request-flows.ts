import { paths } from '../../contract/paths.ts'
import { Nothing } from '../../contract/requests.ts'
import { FlowInput, FlowsQuery, NewFlow } from '../../contract/set-up.ts'
import { FlowList } from '../../contract/set-up-views.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import { listPublicLabels } from '../../db/labels.ts'
import {
  changeRequestFlow,
  disableRequestFlow,
  insertRequestFlow,
  listRequestFlows,
} from '../../db/request-flows.ts'
import { stepProblems, type FlowStep } from '../../domain/request-flow.ts'
import type { App } from '../app-type.ts'
import { administratorOf } from '../caller.ts'
import { ProblemError } from '../problems.ts'
import { answering, named } from '../schemas.ts'
import { changes, changeSetUp, makes, SET_UP_TAGS } from '../set-up.ts'

const KIND = 'request_flow'
const references = { request_flows_organisation_id_template_id_fkey: '/templateId' }

/** What code users are asked. A changed flow is a new version; who is in one goes on with theirs. */
export function requestFlowRoutes(app: App): void {
  app.get(
    paths.requestFlows,
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'Request flows of a template, in their order',
        querystring: FlowsQuery,
        response: answering({ 200: named(FlowList) }),
      },
    },
    async (request) => {
      const { db } = await administratorOf(request)
      return { items: await listRequestFlows(db, request.query.template) }
    },
  )

  app.post(
    paths.requestFlows,
    { schema: makes('Make a request flow', NewFlow) },
    async (request, reply) => {
      const flow = request.body
      void reply.code(201)
      return changeSetUp(request, { action: 'flow_made', kind: KIND, references }, async (db) => {
        await assertSteps(db, flow.steps)
        return insertRequestFlow(db, flow)
      })
    },
  )

  app.put(
    paths.requestFlow(':id'),
    { schema: changes('Change a request flow', FlowInput) },
    async (request, reply) => {
      const { id } = request.params
      const flow = request.body
      await changeSetUp(request, { action: 'flow_changed', kind: KIND, id }, async (db) => {
        await assertSteps(db, flow.steps)
        return changeRequestFlow(db, id, flow)
      })
      return reply.code(204).send()
    },
  )

  app.delete(
    paths.requestFlow(':id'),
    { schema: changes('Delete a request flow; buttons that open it lead nowhere', Nothing) },
    async (request, reply) => {
      const { id } = request.params
      await changeSetUp(request, { action: 'flow_deleted', kind: KIND, id }, (db) =>
        disableRequestFlow(db, id),
      )
      return reply.code(204).send()
    },
  )
}

async function assertSteps(db: OrganisationDatabase, steps: readonly FlowStep[]): Promise<void> {
  const wanted = steps.flatMap(({ labels = [] }) => labels)
  const known = new Set((await listPublicLabels(db, wanted)).map(({ id }) => id))
  const missing = steps.flatMap(({ labels = [] }, step) =>
    labels.flatMap((id, index) =>
      known.has(id) ? [] : [{ pointer: `/${step}/labels/${index}`, message: 'is no public label' }],
    ),
  )
  const problems = [...stepProblems(steps), ...missing]
  if (problems.length === 0) return
  const errors = problems.map(({ pointer, message }) => ({ pointer: `/steps${pointer}`, message }))
  throw new ProblemError('invalid', { errors })
}
