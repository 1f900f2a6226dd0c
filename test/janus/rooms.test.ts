import t from 'tap'
import { hasCode } from '../../janus/gateway-error.ts'
import { Gateway } from '../../janus/gateway.ts'
import { roomFolder, roomName, roomSecrets, withRooms } from '../../janus/rooms.ts'
import { makeTestJanus } from '../support/servers.ts'

const MEDIA_KEY = 'the media key of this test'

t.test('secret and pin differ and follow from the key', async (t) => {
  const first = roomSecrets(MEDIA_KEY, 'session-1')
  t.strictSame(roomSecrets(MEDIA_KEY, 'session-1'), first)
  t.not(first.secret, first.pin)
  t.not(roomSecrets(MEDIA_KEY, 'session-2').secret, first.secret)
  t.not(roomSecrets('another key', 'session-1').secret, first.secret)
})

t.test('a room is created once and found again', async (t) => {
  const janus = await makeTestJanus(t)
  const keys = { ...janus, mediaKey: MEDIA_KEY }
  const room = roomName('rooms-test-created', 1)
  await withRooms(janus, keys, async (rooms) => {
    await rooms.create(room)
    await rooms.create(room)
    t.strictSame(await rooms.participants(room), [])
    const found = (await rooms.list()).filter((each) => each.room === room)
    t.strictSame(found, [{ room, isRecording: false }])
  })
  await withRooms(janus, keys, async (rooms) => {
    const isThere = (await rooms.list()).some((each) => each.room === room)
    t.ok(isThere, 'it outlives the connection that made it')
    await rooms.destroy(room)
    await rooms.destroy(room)
    t.notOk((await rooms.list()).some((each) => each.room === room))
  })
})

t.test('recording is set to a target', async (t) => {
  const janus = await makeTestJanus(t)
  const keys = { ...janus, mediaKey: MEDIA_KEY }
  const room = roomName('rooms-test-recorded', 1)
  await withRooms(janus, keys, async (rooms) => {
    await rooms.create(room)
    const isRecording = async () =>
      (await rooms.list()).some((each) => each.room === room && each.isRecording)
    await rooms.setRecording(room, true)
    await rooms.setRecording(room, true)
    t.ok(await isRecording())
    await t.rejects(
      rooms.create(room),
      /being recorded/,
      'a room in use is not taken for a new one',
    )
    await rooms.setRecording(room, false)
    t.notOk(await isRecording())
    await rooms.create(room)
    await rooms.kick(room, 'nobody')
    await rooms.destroy(room)
    const late = await rooms.setRecording(room, false).catch((error: unknown) => error)
    t.ok(hasCode(late, 'no_such_room'))
  })
})

t.test('another media key has no power over a room', async (t) => {
  const janus = await makeTestJanus(t)
  const room = roomName('rooms-test-foreign', 1)
  await withRooms(janus, { ...janus, mediaKey: MEDIA_KEY }, (rooms) => rooms.create(room))
  await withRooms(janus, { ...janus, mediaKey: 'another key' }, async (rooms) => {
    for (const attempt of [
      () => rooms.setRecording(room, true),
      () => rooms.kick(room, 'somebody'),
      () => rooms.destroy(room),
    ]) {
      const error = await attempt().catch((caught: unknown) => caught)
      t.ok(hasCode(error, 'unauthorised'), String(error))
    }
  })
  await withRooms(janus, { ...janus, mediaKey: MEDIA_KEY }, (rooms) => rooms.destroy(room))
})

t.test('the room has the settings that recordings need', async (t) => {
  const janus = await makeTestJanus(t)
  const keys = { ...janus, mediaKey: MEDIA_KEY }
  const room = roomName('rooms-test-settings', 1)
  await withRooms(janus, keys, (rooms) => rooms.create(room))
  const gateway = await Gateway.open(janus)
  t.teardown(() => gateway.close())
  const handle = await (await gateway.createSession()).attach()
  const { data } = await handle.request({ request: 'list', admin_key: janus.adminKey })
  const listed = Array.isArray(data['list']) ? data['list'] : []
  t.match(
    listed.find((each) => each.room === room),
    {
      is_private: true,
      pin_required: true,
      max_publishers: 2,
      bitrate_cap: true,
      fir_freq: 10,
      audiocodec: 'opus',
      videocodec: 'vp8',
      videoorient_ext: false,
      record: false,
      lock_record: true,
      rec_dir: roomFolder(janus.recordingsFolder, room),
    },
  )
  await withRooms(janus, keys, (rooms) => rooms.destroy(room))
})
