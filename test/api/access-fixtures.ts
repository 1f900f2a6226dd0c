import type { Test } from 'tap'
import { paths } from '../../contract/paths.ts'
import type { TicketSystemView } from '../../contract/ticket-systems.ts'
import type { WebhookEndpointView, WebhookLog } from '../../contract/webhooks.ts'
import { insertActionButton } from '../../db/action-buttons.ts'
import { insertApiKey } from '../../db/api-keys.ts'
import { insertDepartment } from '../../db/organisations.ts'
import { insertLabel } from '../../db/labels.ts'
import { insertRequestFlow } from '../../db/request-flows.ts'
import { serveHttp } from '../support/http-server.ts'
import type { Cast } from './access-principals.ts'
import { viewOf } from './cast.ts'
import type { Service } from './service.ts'
import { CODES } from './town.ts'

export type Fixtures = Awaited<ReturnType<typeof makeFixtures>>

const CREDENTIAL = `whsec_${Buffer.from('what we sign our messages with').toString('base64')}`
export const STEPS = [{ kind: 'reason', id: 'reason', isRequired: true } as const]

/** What administrators have set up, of which rows change or delete something. */
export async function makeFixtures(t: Test, { town }: Service, { employees }: Cast) {
  const { db, templateId, flowId } = town
  const ada = employees.administrator
  const hook = { url: 'https://erp.example/hook', events: ['session.created'] }
  const webhook = viewOf<WebhookEndpointView>(
    await ada.post(paths.webhookEndpoints, { body: hook }),
  )
  viewOf(await ada.post(paths.webhookTest(webhook.id)))
  const log = viewOf<WebhookLog>(await ada.get(paths.webhookDeliveries(webhook.id)))
  const system = { name: 'helpdesk', kind: 'signed_webhook', credential: CREDENTIAL }
  const body = { ...system, url: await startTicketSystem(t) }
  const ticketSystem = viewOf<TicketSystemView>(await ada.post(paths.ticketSystems, { body }))
  const title = { en: 'For the matrix' }
  const spareFlow = { templateId, title, steps: STEPS }
  const apiKey = { name: 'To be revoked', prefix: 'lotse', scopes: ['drafts'] as const }
  return {
    webhook,
    webhookDelivery: log.items[0]?.id ?? '',
    ticketSystem,
    flowId: await insertRequestFlow(db, spareFlow),
    buttonId: await insertActionButton(db, { requestFlowId: flowId, title: 'Spare' }),
    departmentId: await insertDepartment(db, 'Spare'),
    labelId: await insertLabel(db, 'Spare'),
    apiKeyId: await insertApiKey(db, { ...apiKey, scopes: [...apiKey.scopes], hash: 'spare' }),
    codes: CODES,
  }
}

/** One that takes whatever it is told. */
async function startTicketSystem(t: Test): Promise<string> {
  const ticket = {
    key: 'HD-7',
    url: 'https://helpdesk.example/HD-7',
    title: 'Press',
    state: 'open',
  }
  const { url } = await serveHttp(t, (request, response) => {
    request.resume()
    request.on('end', () => response.end(JSON.stringify(ticket)))
  })
  return `${url}/`
}
