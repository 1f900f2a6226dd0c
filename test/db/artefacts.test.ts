import t from 'tap'
import {
  findArtefact,
  findOrganisationOfArtefact,
  listArtefacts,
  markArtefactDeleted,
  markArtefactStored,
  markArtefactWithoutFile,
  type StoredFile,
} from '../../db/artefacts.ts'
import { listRunningCalls } from '../../db/calls.ts'
import {
  listCallsInProgress,
  listObjectKeys,
  listSessionsNeedingRun,
  listSlowArtefacts,
} from '../../db/reconcile.ts'
import { deleteUnusedOrigins, findOrigin, insertOrigin } from '../../db/session-origins.ts'
import { deleteUnlinkedTexts, findTextBodies, insertTexts } from '../../db/texts.ts'
import { setTicketState, listTicketLinks } from '../../db/ticket-links.ts'
import { listAudit, writeAudit } from '../../db/audit-log.ts'
import {
  after,
  commitNewSession,
  commitNext,
  idOf,
  makeCall,
  makeWorld,
  type World,
} from './world.ts'

const FILE: StoredFile = {
  objectKey: 'o/s/1/recording.webm',
  contentType: 'video/webm',
  bytes: 3_000_000_000,
  sha256: 'abc',
  durationMs: 60_000,
  timeIndex: [[0, 1_800_000_000_000]],
}

async function commitArtefact(
  world: World,
  name: string,
): Promise<{ id: string; sessionId: string }> {
  const created = await commitNewSession(world, name)
  const id = idOf(`${name} recording`)
  await commitNext(world.db, after(created, { status: 'done' }), {
    newArtefacts: [{ id, kind: 'recording', call: 1 }],
  })
  return { id, sessionId: created.sessionId }
}

t.test('a recording is uploading, then there', async (t) => {
  const world = await makeWorld(t)
  const { id, sessionId } = await commitArtefact(world, 'one')
  t.match(await listArtefacts(world.db, sessionId), [{ id, state: 'uploading', bytes: null }])
  t.equal(await markArtefactStored(world.db, id, { state: 'ready', file: FILE }), true)
  t.match(await findArtefact(world.db, id), {
    ...FILE,
    state: 'ready',
    reason: null,
    callNumber: 1,
  })
  t.equal(await findOrganisationOfArtefact(world.database, id), world.organisationId)
})

t.test('a deleted recording stays deleted when the upload comes late', async (t) => {
  const world = await makeWorld(t)
  const { id } = await commitArtefact(world, 'one')
  t.equal(await markArtefactDeleted(world.db, id, 'consent_withdrawn'), null)
  t.equal(await markArtefactStored(world.db, id, { state: 'ready', file: FILE }), false)
  t.match(await findArtefact(world.db, id), { state: 'deleted', reason: 'consent_withdrawn' })
  const stored = await commitArtefact(world, 'two')
  await markArtefactStored(world.db, stored.id, { state: 'partial', reason: 'gateway', file: FILE })
  t.equal(await markArtefactDeleted(world.db, stored.id, 'asked'), FILE.objectKey)
})

t.test('a call that left nothing behind is not in the gallery', async (t) => {
  const world = await makeWorld(t)
  const empty = await commitArtefact(world, 'one')
  await markArtefactWithoutFile(world.db, empty.id, { state: 'none', reason: 'no media' })
  t.same(await listArtefacts(world.db, empty.sessionId), [])
  const lost = await commitArtefact(world, 'two')
  await markArtefactWithoutFile(world.db, lost.id, { state: 'failed', reason: 'disk' })
  t.match(await listArtefacts(world.db, lost.sessionId), [{ state: 'failed', reason: 'disk' }])
})

t.test('reconciling finds what should be running and what should be stored', async (t) => {
  const world = await makeWorld(t)
  const { anna } = world.employees
  const open = await commitNewSession(world, 'open')
  const over = await commitNewSession(world, 'over', { state: { status: 'done' } })
  const { id } = await commitArtefact(world, 'recorded')
  const needing = await listSessionsNeedingRun(world.database)
  t.same(
    needing.map((each) => each.id),
    [open.sessionId],
  )
  t.notOk(needing.some((each) => each.id === over.sessionId))
  t.match(await listSlowArtefacts(world.database, new Date(Date.now() + 60_000)), [{ id }])
  t.same(await listSlowArtefacts(world.database, new Date(0)), [])
  t.same(await listObjectKeys(world.database), [])
  await markArtefactStored(world.db, id, { state: 'ready', file: FILE })
  t.same(await listObjectKeys(world.database), [FILE.objectKey])
  t.same(await listObjectKeys(world.database, { after: FILE.objectKey }), [])

  const call = makeCall({ startedBy: { kind: 'employee', id: anna }, employees: [anna] })
  await commitNext(world.db, after(open, { call }))
  t.match(await listRunningCalls(world.database, 'local'), [
    { sessionId: open.sessionId, number: 1 },
  ])
  t.same(await listRunningCalls(world.database, 'elsewhere'), [])
  t.match(await listCallsInProgress(world.database), [{ gatewayId: 'local' }])
})

t.test('what was written for a command that never came goes', async (t) => {
  const world = await makeWorld(t)
  const { sessionId } = await commitNewSession(world, 'kept', { texts: { reason: 'Leak' } })
  const stray = {
    id: idOf('stray'),
    sessionId,
    commandId: 'z',
    kind: 'message',
    body: 'x',
  } as const
  await insertTexts(world.db, [stray, stray])
  await insertOrigin(world.db, { sessionId: idOf('never'), language: 'de' })
  t.equal(await deleteUnlinkedTexts(world.database, new Date(0)), 0)
  const later = new Date(Date.now() + 60_000)
  t.equal(await deleteUnlinkedTexts(world.database, later), 1)
  t.equal(await deleteUnusedOrigins(world.database, later), 1)
  t.same([...(await findTextBodies(world.db, [idOf('kept reason')])).values()], ['Leak'])
  t.match(await findOrigin(world.db, sessionId), { language: 'en', codeId: world.codeId })
})

t.test('a ticket’s new state reaches every session it is linked to', async (t) => {
  const world = await makeWorld(t)
  const ticketLinks = [{ system: 'jira', key: 'A-1' }]
  const one = await commitNewSession(world, 'one', { state: { ticketLinks } })
  const two = await commitNewSession(world, 'two', { state: { ticketLinks } })
  const changed = await setTicketState(world.db, { system: 'jira', key: 'A-1', state: 'closed' })
  t.same(changed.toSorted(), [one.sessionId, two.sessionId].toSorted())
  t.match(await listTicketLinks(world.db, one.sessionId), [{ state: 'closed', url: null }])
})

t.test('the audit log only grows', async (t) => {
  const { db, employees } = await makeWorld(t)
  const actor = { kind: 'employee', id: employees.ada } as const
  await writeAudit(db, { actor, action: 'signed_in', address: '192.0.2.1' })
  await writeAudit(db, { actor, action: 'code_disabled', target: { kind: 'code', id: 'c' } })
  const [newest, oldest] = await listAudit(db, { limit: 10 })
  t.match(newest, { action: 'code_disabled', targetId: 'c', details: {} })
  t.match(oldest, { action: 'signed_in', address: '192.0.2.1' })
  t.same(await listAudit(db, { limit: 10, before: newest?.id ?? 0 }), [oldest])
  await t.rejects(db.updateTable('auditLog').set({ action: 'x' }).execute(), /append-only/)
  await t.rejects(db.deleteFrom('auditLog').execute(), /append-only/)
})
