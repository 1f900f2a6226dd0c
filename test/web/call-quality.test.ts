import t from 'tap'
import {
  browserKind,
  causeOf,
  isInAppBrowser,
  type MediaFailure,
} from '../../web/call/media-problem.ts'
import { qualityOf, worseOf } from '../../web/call/quality.ts'

const FINE = { lossSent: 0, lossReceived: 0.01, roundTripMs: 40 }

t.test('the worst figure says how good a connection is', async (t) => {
  t.equal(qualityOf(FINE), 'good')
  t.equal(qualityOf({ ...FINE, lossSent: 0.03 }), 'fair')
  t.equal(qualityOf({ ...FINE, roundTripMs: 900 }), 'poor')
  t.equal(qualityOf({ lossSent: null, lossReceived: null, roundTripMs: null }), 'good')
  t.equal(worseOf('good', 'poor'), 'poor')
  t.equal(worseOf('fair', 'good'), 'fair')
})

const DENIED: MediaFailure = {
  name: 'NotAllowedError',
  message: 'Permission denied',
  wantsCamera: true,
  isMicrophoneDenied: false,
  hasMicrophone: true,
  isInAppBrowser: false,
}

t.test('each cause of a missing camera or microphone is told apart', async (t) => {
  t.equal(causeOf(DENIED), 'camera_denied')
  t.equal(causeOf({ ...DENIED, isMicrophoneDenied: true }), 'microphone_denied')
  t.equal(causeOf({ ...DENIED, wantsCamera: false }), 'microphone_denied')
  t.equal(causeOf({ ...DENIED, isInAppBrowser: true }), 'in_app_browser')
  t.equal(causeOf({ ...DENIED, message: 'Permission dismissed' }), 'dismissed')
  t.equal(causeOf({ ...DENIED, message: 'Permission denied by system' }), 'system_denied')
  t.equal(causeOf({ ...DENIED, name: 'NotFoundError' }), 'no_camera')
  t.equal(causeOf({ ...DENIED, name: 'NotFoundError', hasMicrophone: false }), 'no_microphone')
  t.equal(causeOf({ ...DENIED, name: 'OverconstrainedError' }), 'no_camera')
  t.equal(causeOf({ ...DENIED, name: 'NotReadableError' }), 'in_use')
  t.equal(causeOf({ ...DENIED, name: 'NotReadableError', wantsCamera: false }), 'microphone_in_use')
})

t.test('browsers inside other apps are known', async (t) => {
  const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126 Mobile'
  t.notOk(isInAppBrowser(android))
  t.ok(isInAppBrowser(android.replace('Pixel 8)', 'Pixel 8; wv)')))
  t.ok(isInAppBrowser('Mozilla/5.0 (iPhone) AppleWebKit/605 Mobile [FBAN/FBIOS]'))
  t.equal(browserKind(android), 'chrome_phone')
  t.equal(browserKind('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Safari/604.1'), 'safari_phone')
  t.equal(browserKind('Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/130.0'), 'firefox')
  t.equal(browserKind('Mozilla/5.0 (Macintosh) Version/18 Safari/605'), 'safari')
  t.equal(browserKind('Mozilla/5.0 (X11) Chrome/126 Safari/537.36'), 'desktop')
})
