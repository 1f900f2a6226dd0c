import { paths } from '../../contract/paths.ts'
import { LabelInput, SetUpQuery } from '../../contract/set-up.ts'
import { LabelList, type LabelRow } from '../../contract/set-up-views.ts'
import { changeLabel, insertLabel, listLabels } from '../../db/labels.ts'
import type { App } from '../app-type.ts'
import { administratorOf, employeeOf } from '../caller.ts'
import { answering, named } from '../schemas.ts'
import { changes, changeSetUp, makes, SET_UP_TAGS } from '../set-up.ts'

const KIND = 'label'
const unique = { labels_organisation_id_folded_key: '/name' }

/** Labels of sessions. One that is no longer wanted is switched off: sessions keep it. */
export function labelRoutes(app: App): void {
  app.get(
    paths.labels,
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'Labels that sessions can carry; for administrators also those no longer active',
        querystring: SetUpQuery,
        response: answering({ 200: named(LabelList) }),
      },
    },
    async (request) => {
      const isWithInactive = request.query.inactive === true
      const { db } = isWithInactive ? await administratorOf(request) : employeeOf(request)
      return { items: (await listLabels(db, { isWithInactive })).map(labelRow) }
    },
  )

  app.post(paths.labels, { schema: makes('Make a label', LabelInput) }, async (request, reply) => {
    const label = trimmed(request.body)
    void reply.code(201)
    return changeSetUp(request, { action: 'label_made', kind: KIND, unique }, (db) =>
      insertLabel(db, label.name, label),
    )
  })

  app.put(
    paths.label(':id'),
    { schema: changes('Change a label', LabelInput) },
    async (request, reply) => {
      const { id } = request.params
      const label = trimmed(request.body)
      const { isPublic, isActive } = label
      const details = { isPublic, isActive }
      const change = { action: 'label_changed', kind: KIND, id, unique, details }
      await changeSetUp(request, change, (db) => changeLabel(db, id, label))
      return reply.code(204).send()
    },
  )
}

function trimmed<Label extends { name: string; nameDe: string | null }>(label: Label): Label {
  return { ...label, name: label.name.trim(), nameDe: label.nameDe?.trim() ?? null }
}

type Row = Awaited<ReturnType<typeof listLabels>>[number]

function labelRow({ disabledAt, ...label }: Row): LabelRow {
  return { ...label, isActive: disabledAt === null }
}
