import type { Page } from 'playwright-core'
import t from 'tap'
import { de as ofCall } from '../../web/call/texts/de.ts'
import { en } from '../../web/call/texts/en.ts'
import { CodeUser, Employee } from './people.ts'
import { openStage } from './stage.ts'

t.test('R8: Accept', { timeout: 300_000 }, async (t) => {
  const stage = await openStage(t)
  const [hall, desk] = await Promise.all([stage.browser(), stage.browser()])
  const tomas = new CodeUser(stage, await stage.phone(hall))
  const erik = new Employee(stage, await stage.employee(desk, 'Erik Olsen'))
  const jan = new Employee(
    stage,
    await stage.employee(desk, 'Jan Petersen', { language: 'de' }),
    'de',
  )
  for (const { page } of [tomas, erik, jan]) await watchMedia(page)
  await tomas.request()
  for (const employee of [erik, jan]) await employee.open(1)
  await erik.press('confirm')
  await tomas.untilStatus('confirmed')
  await tomas.press('startCall')
  await Promise.all([erik.ring.waitFor(), jan.ring.waitFor()])

  await t.test('before it nobody is seen or heard', async (t) => {
    await stage.until('somebody is connected early', async () => (await early()) !== undefined)
    const page = (await early()) as Page // it was there a moment ago
    await stage.until('something of the picture arrives', async () => (await framesOn(page)) > 5)
    for (let look = 0; look < 10; look++) t.ok((await brightnessOn(page)) < 20, 'it is black')
    t.equal(await widthOn(page), 320, 'and small')
    t.equal(await voicesSentBy(tomas.page), 0, 'no voice is sent')
  })

  await t.test('who is slower is told who was faster, and was never heard', async (t) => {
    // Jan's command waits on its way until Erik has the call.
    let pass: () => void = () => undefined
    const isTaken = new Promise<void>((resolve) => (pass = resolve))
    await jan.page.route('**/acceptance', async (route) => {
      await isTaken
      await route.continue()
    })
    await jan.accept()
    const connecting = jan.page.getByRole('status').filter({ hasText: ofCall.connecting })
    await connecting.waitFor()
    t.equal(await voicesSentBy(jan.page), 0)
    await erik.accept()
    await erik.seesRemote()
    t.equal(await voicesSentBy(tomas.page), 1)
    pass()
    await connecting.waitFor({ state: 'detached' })
    await jan.page
      .getByText(/Erik Olsen/)
      .first()
      .waitFor()
    t.equal(await jan.button('hangUp').count(), 0)
    t.equal(await voicesSentBy(jan.page), 0)
    await erik.seesRemote()
  })

  await t.test('the picture is real, and the microphone of the slower one is off', async (t) => {
    t.ok((await brightnessOn(erik.page)) > 20)
    await stage.until('it has its full size', async () => (await widthOn(erik.page)) === 1280)
    t.equal(await jan.page.evaluate('watched.microphones.length'), 0, 'it was never on')
  })

  await t.test('it waits for no device, and a camera that does not start is told', async (t) => {
    await erik.press('hangUp')
    await tomas.untilStatus('done')
    await erik.press('reopen')
    await tomas.untilStatus('confirmed')
    await failSlowly(tomas.page)
    await erik.press('startCall')
    await tomas.accept()
    // Their own page is covered by the call.
    await jan.untilStatus('inProgress')
    t.notOk(await tomas.page.evaluate('watched.isAnswered'), 'no device has started')
    await stage.until('they are asked for', () => tomas.page.evaluate('watched.isAsked === true'))
    await tomas.page.evaluate('watched.fail()')
    const notice = tomas.page.getByRole('alert').filter({ hasText: en.cameraLost })
    await notice.waitFor()
    await stage.until('the voice is sent', async () => (await voicesSentBy(tomas.page)) === 1)
  })

  /** The page that was granted the early connection. */
  async function early(): Promise<Page | undefined> {
    for (const { page } of [erik, jan]) {
      if ((await framesOn(page).catch(() => 0)) > 0) return page
    }
    return undefined
  }
})

/** Keeps every connection of a page, and shows the picture that arrives in a video of its own. */
async function watchMedia(page: Page): Promise<void> {
  await page.addInitScript(`
    globalThis.watched = { connections: [], microphones: [], video: document.createElement('video') }
    watched.video.muted = true
    const Original = RTCPeerConnection
    globalThis.RTCPeerConnection = class extends Original {
      constructor(...options) {
        super(...options)
        watched.connections.push(this)
        this.addEventListener('track', ({ track }) => {
          if (track.kind !== 'video') return
          watched.video.srcObject = new MediaStream([track])
          void watched.video.play()
        })
      }
    }
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = async (wants) => {
      const stream = await ask(wants)
      watched.microphones.push(...stream.getAudioTracks())
      return stream
    }
  `)
  await page.reload()
}

/** The next time that devices are asked for they take until `watched.fail`, and the camera is in use. */
async function failSlowly(page: Page): Promise<void> {
  await page.evaluate(`
    const ask = navigator.mediaDevices.getUserMedia
    navigator.mediaDevices.getUserMedia = async () => {
      navigator.mediaDevices.getUserMedia = ask
      Object.assign(watched, { isAsked: true, isAnswered: false })
      await new Promise((resolve) => (watched.fail = resolve))
      watched.isAnswered = true
      throw new DOMException('', 'NotReadableError')
    }
  `)
}

function framesOn(page: Page): Promise<number> {
  return page.evaluate('watched.video.getVideoPlaybackQuality().totalVideoFrames')
}

function widthOn(page: Page): Promise<number> {
  return page.evaluate('watched.video.videoWidth')
}

/** 0..255, over the whole picture. */
function brightnessOn(page: Page): Promise<number> {
  return page.evaluate(`(() => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 16
    const context = canvas.getContext('2d')
    context.drawImage(watched.video, 0, 0, 16, 16)
    const { data } = context.getImageData(0, 0, 16, 16)
    let sum = 0
    for (let at = 0; at < data.length; at += 4) sum += data[at] + data[at + 1] + data[at + 2]
    return sum / (3 * 256)
  })()`)
}

/** Senders of open connections that a microphone is in. */
function voicesSentBy(page: Page): Promise<number> {
  return page.evaluate(`watched.connections
    .filter(({ signalingState }) => signalingState !== 'closed')
    .flatMap((connection) => connection.getSenders())
    .filter(({ track }) => track?.kind === 'audio').length`)
}
