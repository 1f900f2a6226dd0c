import { paths } from '../../contract/paths.ts'
import { addConsentTexts } from '../../db/consents.ts'
import { insertDevice } from '../../db/devices.ts'
import { findRequestFlow, insertRequestFlow } from '../../db/request-flows.ts'
import { changeTemplate, insertTemplate } from '../../db/templates.ts'
import type { Browser } from './browser.ts'
import type { Service } from './service.ts'
import { CODES, PASSWORD } from './town.ts'

export type Machine = { deviceId: string; flowId: string }
export type WalkStage = Awaited<ReturnType<typeof makeWalkStage>>

// The longest there is: a slow machine must not answer for somebody.
const RING_SECONDS = 600

/** What all walks share: the people who are signed in, and a machine of each kind. */
export async function makeWalkStage(all: Service) {
  const { town, browser } = all
  const { db, templateId, deviceId, flowId } = town
  await changeTemplate(db, templateId, { ringSeconds: RING_SECONDS })
  const staff: Record<string, Browser> = {
    erik: await browser().signIn('Anna'),
    anna: await browser().signIn('Max'),
    olaf: await browser().signIn('Paul'),
    mo: await browser().signIn('Mo'),
  }
  const elsewhere = browser()
  await elsewhere.openCode(CODES.lathe)
  const stranger = browser()
  const { email } = town.other
  await stranger.as('employee').post(paths.login, { body: { email, password: PASSWORD } })
  const machines = { records: { deviceId, flowId }, recordsNot: await unrecorded(all) }
  return { all, staff, elsewhere, stranger, machines }
}

/** Of a template whose module records nothing; all else is alike. */
async function unrecorded({ town }: Service): Promise<Machine> {
  const { db, departments, flowId } = town
  const module = { recordingAllowed: false, ringSeconds: RING_SECONDS }
  const templateId = await insertTemplate(db, { name: 'Quiet press', ...module })
  await addConsentTexts(db, { templateId, version: 1, texts: { en: 'We record nothing.' } })
  const place = { departmentId: departments.service }
  const deviceId = await insertDevice(db, { templateId, label: 'Quiet press 1', ...place })
  const flow = await findRequestFlow(db, flowId)
  if (!flow) throw new Error('the town has a flow')
  const { title, steps } = flow
  return { deviceId, flowId: await insertRequestFlow(db, { templateId, title, steps }) }
}
