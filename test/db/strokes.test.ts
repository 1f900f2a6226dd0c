import t from 'tap'
import { deleteArtefact } from '../../db/artefacts.ts'
import { deleteStrokes, insertStroke, listStrokes, type KeptStroke } from '../../db/strokes.ts'
import { after, commitNewSession, commitNext, idOf, makeWorld, NOON } from './world.ts'

const LINE: KeptStroke = {
  by: 'employee',
  actorId: 'anna',
  name: 'line',
  at: new Date(NOON),
  pieces: [
    [0, 1, 2],
    [17, 3, 4, 5, 6],
  ],
}

async function recordedCall(test: Parameters<typeof makeWorld>[0]) {
  const world = await makeWorld(test)
  const state = await commitNewSession(world, 'one')
  return { ...world, state, call: { sessionId: state.sessionId, call: 1 } }
}

t.test('R17: strokes of a recorded call are kept in order, once each', async (t) => {
  const { db, call } = await recordedCall(t)
  await insertStroke(db, call, { ...LINE, name: 'later', at: new Date(NOON + 9), by: 'code_user' })
  await insertStroke(db, call, LINE)
  await insertStroke(db, call, LINE)
  const { by, at, pieces } = LINE
  t.same(await listStrokes(db, call), [
    { by, at, pieces },
    { by: 'code_user', at: new Date(NOON + 9), pieces },
  ])
  t.same(await listStrokes(db, { ...call, call: 2 }), [])
})

t.test('a stroke that is written late does not outlive its recording', async (t) => {
  const { db, call, state } = await recordedCall(t)
  const actor = { kind: 'code_user', id: 'carla' } as const
  await commitNext(db, after(state, {}), {
    history: [{ at: NOON + 100, kind: 'recording_deleted', actor, call: 1 }],
  })
  await insertStroke(db, call, LINE)
  t.same(await listStrokes(db, call), [], 'drawn before it was deleted')
  const agreedAnew = { ...LINE, name: 'anew', at: new Date(NOON + 200) }
  await insertStroke(db, call, agreedAnew)
  t.equal((await listStrokes(db, call)).length, 1, 'drawn after')
})

t.test('a stroke that is written late does not outlive a deletion by hand', async (t) => {
  const { db, call, state, organisationId } = await recordedCall(t)
  const id = idOf('recording')
  const row = { id, organisationId, sessionId: state.sessionId, callNumber: 1 } as const
  await db
    .insertInto('artefacts')
    .values({ ...row, kind: 'recording', state: 'uploading' })
    .execute()
  await insertStroke(db, call, LINE)
  t.equal((await listStrokes(db, call)).length, 1, 'while there is a recording')
  await deleteArtefact(db, { ...row, kind: 'recording' }, 'by an administrator')
  t.same(await listStrokes(db, call), [], 'it goes with the recording')
  await insertStroke(db, call, { ...LINE, name: 'late' })
  t.same(await listStrokes(db, call), [])
})

t.test('strokes go until a time, or all of them', async (t) => {
  const { db, call } = await recordedCall(t)
  await insertStroke(db, call, LINE)
  await insertStroke(db, call, { ...LINE, name: 'later', at: new Date(NOON + 500) })
  await deleteStrokes(db, { ...call, until: new Date(NOON + 100) })
  t.equal((await listStrokes(db, call)).length, 1)
  await deleteStrokes(db, call)
  t.same(await listStrokes(db, call), [])
})
