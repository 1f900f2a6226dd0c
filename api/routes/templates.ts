import { paths } from '../../contract/paths.ts'
import { TemplateInput } from '../../contract/set-up.ts'
import { TemplateList, type TemplateRow } from '../../contract/set-up-views.ts'
import { addConsentTexts, listConsentTexts } from '../../db/consents.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import { listDepartments } from '../../db/organisations.ts'
import { changeTemplate, insertTemplate, listTemplates } from '../../db/templates.ts'
import type { App } from '../app-type.ts'
import { employeeOf } from '../caller.ts'
import { answering, named } from '../schemas.ts'
import { changes, changeSetUp, makes, SET_UP_TAGS } from '../set-up.ts'

const KIND = 'template'
const references = { templates_organisation_id_department_id_fkey: '/departmentId' }

/** Templates with their video-session module. Sessions keep the settings they began with. */
export function templateRoutes(app: App): void {
  app.get(
    paths.templates,
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'Templates with the settings of their video-session module',
        response: answering({ 200: named(TemplateList) }),
      },
    },
    async (request) => ({ items: await loadTemplateRows(employeeOf(request).db) }),
  )

  app.post(
    paths.templates,
    { schema: makes('Make a template', TemplateInput) },
    async (request, reply) => {
      const { consentTexts, ...template } = trimmed(request.body)
      void reply.code(201)
      const change = { action: 'template_made', kind: KIND, references }
      return changeSetUp(request, change, async (db) => {
        const templateId = await insertTemplate(db, template)
        await addConsentTexts(db, { templateId, version: 1, texts: consentTexts })
        return templateId
      })
    },
  )

  app.put(
    paths.template(':id'),
    { schema: changes('Change a template; another consent text is a new version', TemplateInput) },
    async (request, reply) => {
      const { id } = request.params
      const { consentTexts, ...template } = trimmed(request.body)
      const change = { action: 'template_changed', kind: KIND, id, references }
      await changeSetUp(request, change, async (db) => {
        // First, so that two changes at once come one after the other.
        if (!(await changeTemplate(db, id, template))) return false
        const { version, texts } = consentOf(id, await listConsentTexts(db))
        if (isSame(texts, consentTexts)) return true
        await addConsentTexts(db, { templateId: id, version: version + 1, texts: consentTexts })
        return true
      })
      return reply.code(204).send()
    },
  )
}

function trimmed({ name, emergencyPhone, ...template }: TemplateInput): TemplateInput {
  return { ...template, name: name.trim(), emergencyPhone: emergencyPhone?.trim() ?? null }
}

type Texts = TemplateInput['consentTexts']

function isSame(before: Texts, now: Texts): boolean {
  return before.en === now.en && before.de === now.de
}

type ConsentTexts = Awaited<ReturnType<typeof listConsentTexts>>

function consentOf(templateId: string, all: ConsentTexts) {
  const own = all.filter((text) => text.templateId === templateId)
  const texts: Texts = {}
  for (const { language, body } of own) {
    if (language === 'en' || language === 'de') texts[language] = body
  }
  return { version: own[0]?.version ?? 0, texts }
}

async function loadTemplateRows(db: OrganisationDatabase): Promise<TemplateRow[]> {
  const [templates, departments, texts] = await Promise.all([
    listTemplates(db),
    listDepartments(db),
    listConsentTexts(db),
  ])
  return templates.map(({ organisationId: _, createdAt: __, consentVersion: ___, ...template }) => {
    const { departmentId, ...settings } = template
    const department = departments.find(({ id }) => id === departmentId) ?? null
    return { ...settings, department, consent: consentOf(template.id, texts) }
  })
}
