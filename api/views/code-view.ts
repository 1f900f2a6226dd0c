import type { CodeView } from '../../contract/code-views.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import { listActionButtons } from '../../db/action-buttons.ts'
import { findDevice, findModuleSettings } from '../../db/devices.ts'
import { listRequestFlows } from '../../db/request-flows.ts'
import { listSessionsOfDevice } from '../../db/session-list.ts'
import type { Language } from '../../domain/refusal-texts.ts'
import { notFound } from '../problems.ts'
import { consentText } from './session-parts.ts'
import { loadFlowViews } from './flow-view.ts'

type Input = {
  db: OrganisationDatabase
  code: { code: string; deviceId: string; templateId: string; organisationName: string }
  /** Sessions this browser takes part in. */
  own: ReadonlySet<string>
  language: Language
}

/** What a code gives: the device, its request flows, and that it has sessions; nothing else. */
export async function loadCodeView({ db, code, own, language }: Input): Promise<CodeView> {
  const { deviceId, templateId } = code
  const [device, module, flows, buttons, sessions, text] = await Promise.all([
    findDevice(db, deviceId),
    findModuleSettings(db, deviceId),
    listRequestFlows(db, templateId).then((flows) => loadFlowViews(db, flows, language)),
    listActionButtons(db),
    listSessionsOfDevice(db, deviceId),
    consentText(db, { templateId, language }),
  ])
  if (!device || !module) throw notFound()
  return {
    code: code.code,
    device: { id: device.id, label: device.label, location: device.location },
    organisationName: code.organisationName,
    requestsAllowed: module.requestsAllowed,
    emergencyPhone: device.emergencyPhone,
    flows,
    buttons: buttons
      .filter((button) => button.templateId === templateId)
      .map(({ id, requestFlowId: flowId }) => ({ id, flowId })),
    consentText: text,
    recordingAllowed: module.recordingAllowed,
    sessions: sessions.map(({ id, number, status, createdAt }) => {
      return { id, number, status, createdAt: createdAt.getTime(), isMine: own.has(id) }
    }),
  }
}
