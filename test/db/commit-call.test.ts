import t from 'tap'
import { listArtefacts } from '../../db/artefacts.ts'
import { listCalls, listRecordingSegments } from '../../db/calls.ts'
import { listConsents } from '../../db/consents.ts'
import type { Call } from '../../domain/session-state.ts'
import { after, commitNewSession, commitNext, idOf, makeCall, makeWorld, NOON } from './world.ts'

t.test('a call is a row from its start to its end', async (t) => {
  const world = await makeWorld(t)
  const { anna } = world.employees
  const created = await commitNewSession(world, 'one', { state: { status: 'confirmed' } })
  const participant = created.participants[0]?.id ?? ''
  const startedBy = { kind: 'employee', id: anna } as const
  const ringing = makeCall({ startedBy, rung: [participant], employees: [anna] })
  const started = await commitNext(
    world.db,
    after(created, { status: 'in_progress', call: ringing, lastCall: 1 }),
  )
  t.match(await listCalls(world.db, created.sessionId), [
    { number: 1, phase: 'ringing', endedAt: null },
  ])

  const live: Call = {
    ...ringing,
    phase: 'live',
    acceptedAt: NOON + 5000,
    participants: [participant],
    recording: 'on',
    segments: [{ startedAt: NOON + 6000, stoppedAt: null }],
  }
  const consent = {
    call: 1,
    decision: 'given',
    participant,
    at: NOON + 5000,
    textVersion: 1,
    language: 'en',
  } as const
  const accepted = await commitNext(world.db, after(started, { call: live }), {
    consents: [consent],
  })
  t.match(await listConsents(world.db, created.sessionId), [{ callNumber: 1, decision: 'given' }])

  const artefactId = idOf('recording')
  await commitNext(
    world.db,
    after(accepted, {
      status: 'done',
      call: null,
      recordings: [{ call: 1, artefactId, gateway: 'local' }],
    }),
    {
      endedCall: {
        number: 1,
        startedAt: NOON,
        acceptedAt: NOON + 5000,
        endedAt: NOON + 65_000,
        reason: 'employee_hangup',
        startedBy: { kind: 'employee', id: anna },
        employees: [anna],
        participants: [participant],
      },
      newArtefacts: [{ id: artefactId, kind: 'recording', call: 1 }],
    },
  )
  t.match(await listCalls(world.db, created.sessionId), [
    { number: 1, phase: 'over', endReason: 'employee_hangup', employees: [anna], recording: 'off' },
  ])
  const segments = await listRecordingSegments(world.db, { sessionId: created.sessionId, call: 1 })
  t.same(
    segments.map(({ stoppedAt }) => stoppedAt?.getTime()),
    [NOON + 65_000],
  )
  t.match(await listArtefacts(world.db, created.sessionId), [
    { id: artefactId, state: 'uploading' },
  ])
})
