import t from 'tap'
import type { CodeView } from '../../contract/code-views.ts'
import { paths } from '../../contract/paths.ts'
import type {
  ActionButtonList,
  CodeCreated,
  Created,
  FlowList,
} from '../../contract/set-up-views.ts'
import type { CodeUserSessionView } from '../../contract/views.ts'
import { idOf } from '../db/world.ts'
import { asAda, signedIn, ticketSystem, viewOf, wrongFields } from './cast.ts'
import { makeService } from './service.ts'
import { CODES } from './town.ts'

const service = makeService(t)

t.test('R4: an edited flow disturbs nobody who is in it', async (t) => {
  const { all, ada } = await asAda(await service)
  const { templateId, deviceId } = all.town
  const label = { name: 'Leak', nameDe: null, colour: 'blue', isPublic: true, isActive: true }
  const { id: labelId } = viewOf<Created>(await ada.post(paths.labels, { body: label }))
  const steps = [
    { kind: 'reason', id: 'reason', choices: [{ en: 'Leak' }, { en: 'Noise' }], isRequired: true },
    { kind: 'question', id: 'floor', title: { en: 'Floor?' }, isRequired: false },
    { kind: 'labels', id: 'labels', labels: [labelId], isRequired: false },
  ]
  const flow = { title: { en: 'Kiln help' }, steps, position: 5 }
  const made = await ada.post(paths.requestFlows, { body: { templateId, ...flow } })
  const { id } = viewOf<Created>(made)
  const { code } = viewOf<CodeCreated>(await ada.post(paths.codes, { body: { deviceId } }))
  const phone = all.browser()
  const shown = viewOf<CodeView>(await phone.openCode(code)).flows.find((each) => each.id === id)
  t.match(shown, {
    version: 1,
    steps: [{ choices: ['Leak', 'Noise'] }, { title: 'Floor?' }, { labels: [{ name: 'Leak' }] }],
  })
  const edited = { ...flow, steps: [{ kind: 'requester', id: 'requester', isRequired: true }] }
  t.equal((await ada.put(paths.requestFlow(id), { body: edited })).statusCode, 204)
  const request = { flowId: id, flowVersion: 1, answers: { reason: 'Leak' }, labels: [labelId] }
  const now = await phone.post(paths.sessions, { body: { ...request, flowVersion: 2 } })
  t.match(now.json, { code: 'invalid' }, 'what the present version does not ask')
  const sent = viewOf<CodeUserSessionView>(await phone.post(paths.sessions, { body: request }))
  t.equal(sent.reason, 'Leak')
  const anna = await signedIn(all, 'Anna')
  t.match((await anna.get(paths.session(sent.id))).json, { labels: [{ name: 'Leak' }] })
})

t.test('what is no flow is refused at its step', async (t) => {
  const { all, ada } = await asAda(await service)
  const { templateId } = all.town
  const steps = [
    { kind: 'reason', id: 'why', isRequired: true },
    { kind: 'question', id: 'consent', isRequired: true },
    { kind: 'labels', id: 'labels', labels: [idOf('none')], isRequired: false },
    { kind: 'labels', id: 'labels', isRequired: false },
  ]
  const body = { templateId, title: { en: 'Help' }, steps, position: 0 }
  const errors = wrongFields(await ada.post(paths.requestFlows, { body }))
  t.same(errors, [
    '/steps/0/id',
    '/steps/1/id',
    '/steps/1/title',
    '/steps/3/labels',
    '/steps/3/id',
    '/steps/2/labels/0',
  ])
  const elsewhere = { ...body, templateId: idOf('none'), steps: steps.slice(0, 0) }
  t.same(wrongFields(await ada.post(paths.requestFlows, { body: elsewhere })), ['/steps'])
})

t.test('R2: an action button opens a flow until one of them is deleted', async (t) => {
  const { all, ada } = await asAda(await service)
  const { templateId } = all.town
  const steps = [{ kind: 'reason', id: 'reason', isRequired: true }]
  const flow = { templateId, title: { en: 'Chat help' }, steps, position: 9 }
  const { id: flowId } = viewOf<Created>(await ada.post(paths.requestFlows, { body: flow }))
  const body = { flowId, title: 'Show it' }
  const { id } = viewOf<Created>(await ada.post(paths.actionButtons, { body }))
  const rows = async () => viewOf<ActionButtonList>(await ada.get(paths.actionButtons)).items
  t.match(
    (await rows()).find((each) => each.id === id),
    { flow: { id: flowId }, template: { id: templateId } },
  )
  const draft = { code: CODES.press, answers: { reason: 'Leak' } }
  t.equal((await ticketSystem(all).post(paths.drafts(id), draft)).statusCode, 201)
  const renamed = await ada.put(paths.actionButton(id), { body: { ...body, title: 'Show me' } })
  t.equal(renamed.statusCode, 204)
  t.equal((await ada.delete(paths.requestFlow(flowId))).statusCode, 204)
  t.match(
    (await rows()).find((each) => each.id === id),
    { title: 'Show me', flow: null },
  )
  t.match((await ticketSystem(all).post(paths.drafts(id), draft)).json, {
    code: 'no_action_button',
  })
  const flows = viewOf<FlowList>(await ada.get(`${paths.requestFlows}?template=${templateId}`))
  t.notOk(flows.items.some((each) => each.id === flowId))
  t.equal((await ada.delete(paths.actionButton(id))).statusCode, 204)
  t.equal((await ada.delete(paths.actionButton(id))).statusCode, 404)
})
