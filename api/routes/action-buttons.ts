import { paths } from '../../contract/paths.ts'
import { Nothing } from '../../contract/requests.ts'
import { ActionButtonInput } from '../../contract/set-up.ts'
import { ActionButtonList, type ActionButtonRow } from '../../contract/set-up-views.ts'
import {
  changeActionButton,
  disableActionButton,
  insertActionButton,
  listSetUpButtons,
} from '../../db/action-buttons.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import { findRequestFlow } from '../../db/request-flows.ts'
import type { App } from '../app-type.ts'
import { administratorOf } from '../caller.ts'
import { invalidField } from '../problems.ts'
import { answering, named } from '../schemas.ts'
import { changes, changeSetUp, makes, SET_UP_TAGS } from '../set-up.ts'

const KIND = 'action_button'

/** What an assistant shows: each opens one request flow. */
export function actionButtonRoutes(app: App): void {
  app.get(
    paths.actionButtons,
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'Action buttons with the request flows they open',
        response: answering({ 200: named(ActionButtonList) }),
      },
    },
    async (request) => {
      const { db } = await administratorOf(request)
      return { items: (await listSetUpButtons(db)).map(buttonRow) }
    },
  )

  app.post(
    paths.actionButtons,
    { schema: makes('Make an action button', ActionButtonInput) },
    async (request, reply) => {
      const button = request.body
      void reply.code(201)
      return changeSetUp(request, { action: 'button_made', kind: KIND }, async (db) =>
        insertActionButton(db, await checked(db, button)),
      )
    },
  )

  app.put(
    paths.actionButton(':id'),
    { schema: changes('Change an action button', ActionButtonInput) },
    async (request, reply) => {
      const { id } = request.params
      const button = request.body
      await changeSetUp(request, { action: 'button_changed', kind: KIND, id }, async (db) =>
        changeActionButton(db, id, await checked(db, button)),
      )
      return reply.code(204).send()
    },
  )

  app.delete(
    paths.actionButton(':id'),
    { schema: changes('Delete an action button; its links lead nowhere', Nothing) },
    async (request, reply) => {
      const { id } = request.params
      await changeSetUp(request, { action: 'button_deleted', kind: KIND, id }, (db) =>
        disableActionButton(db, id),
      )
      return reply.code(204).send()
    },
  )
}

async function checked(db: OrganisationDatabase, { flowId, title }: ActionButtonInput) {
  const flow = await findRequestFlow(db, flowId)
  if (!flow) throw invalidField('/flowId', 'does not exist')
  return { requestFlowId: flow.id, title: title.trim() }
}

type Row = Awaited<ReturnType<typeof listSetUpButtons>>[number]

function buttonRow({ id, title, ...opened }: Row): ActionButtonRow {
  const { flowId, flowTitle, templateId, templateName } = opened
  return {
    id,
    title,
    flow: flowId && flowTitle ? { id: flowId, title: flowTitle } : null,
    template: templateId && templateName ? { id: templateId, name: templateName } : null,
  }
}
