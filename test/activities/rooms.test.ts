import { ApplicationFailure } from '@temporalio/activity'
import t from 'tap'
import { createRoomActivities } from '../../activities/rooms.ts'
import { GatewayError } from '../../janus/gateway-error.ts'
import { roomName, withRooms } from '../../janus/rooms.ts'
import { makeMortalJanus } from '../support/janus.ts'

const CALL = { organisationId: 'acme', sessionId: 'rooms-of-a-call', call: 1, gateway: 'gateway-1' }
const ROOM = roomName(CALL.sessionId, CALL.call)

async function makeActivities(t: Parameters<typeof makeMortalJanus>[0]) {
  const janus = await makeMortalJanus(t)
  const keys = { ...janus, mediaKey: 'the media key of this test' }
  const gateway = { id: 'gateway-1', url: janus.url, apiSecret: janus.apiSecret }
  const activities = createRoomActivities({ gateway, keys })
  const rooms = () => withRooms(janus, keys, (each) => each.list())
  return { janus, keys, gateway, activities, rooms }
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof ApplicationFailure &&
    error.nonRetryable === true &&
    error.type === 'gateway_unavailable'
  )
}

t.test('a call has one room from opening to its end', async (t) => {
  const { activities, rooms } = await makeActivities(t)
  t.strictSame(await activities.openRoom(CALL), { gateway: 'gateway-1' })
  t.strictSame(await activities.openRoom(CALL), { gateway: 'gateway-1' }, 'repeated')
  await activities.startRecorder(CALL)
  await activities.startRecorder(CALL)
  t.strictSame(await rooms(), [{ room: ROOM, isRecording: true }])
  await activities.stopRecorder(CALL)
  t.strictSame(await rooms(), [{ room: ROOM, isRecording: false }])
  await activities.finishCall(CALL)
  await activities.finishCall(CALL)
  t.strictSame(await rooms(), [])
})

t.test('stopping in a room that is gone succeeds', async (t) => {
  const { activities } = await makeActivities(t)
  await activities.stopRecorder(CALL)
  await activities.finishCall(CALL)
  const start = await activities.startRecorder(CALL).catch((error) => error)
  t.ok(isRefusal(start), 'starting does not, and is not tried again')
})

t.test('a gateway that is not running records nothing', async (t) => {
  const { activities, janus } = await makeActivities(t)
  await activities.openRoom(CALL)
  await janus.signal('SIGKILL')
  await activities.stopRecorder(CALL)
  await activities.finishCall(CALL)
  const open = await activities.openRoom(CALL).catch((error: unknown) => error)
  t.ok(open instanceof GatewayError, 'opening is tried again by the workflow')
})

t.test('a hung gateway may still record', async (t) => {
  const { activities, janus, rooms } = await makeActivities(t)
  await activities.openRoom(CALL)
  await activities.startRecorder(CALL)
  await janus.signal('SIGSTOP')
  const stop = await activities.stopRecorder(CALL).catch((error) => error)
  t.ok(stop instanceof GatewayError, 'so stopping has to be tried again')
  await janus.signal('SIGCONT')
  await activities.stopRecorder(CALL)
  t.strictSame(await rooms(), [{ room: ROOM, isRecording: false }])
})

t.test('a wrong key is not tried again', async (t) => {
  const { gateway, keys } = await makeActivities(t)
  const stranger = createRoomActivities({ gateway, keys: { ...keys, adminKey: 'wrong' } })
  const error = await stranger.openRoom(CALL).catch((caught: unknown) => caught)
  t.ok(isRefusal(error), String(error))
})
