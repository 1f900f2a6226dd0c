/** Why a page got no microphone or no camera; each has a screen that says what to do. */
export const MEDIA_PROBLEM_CAUSES = [
  'microphone_denied',
  'camera_denied',
  'dismissed',
  'system_denied',
  'no_microphone',
  'no_camera',
  'in_use',
  'microphone_in_use',
  'in_app_browser',
  'insecure',
] as const
export type MediaProblemCause = (typeof MEDIA_PROBLEM_CAUSES)[number]

/** What the microphone is wanted for: until it is there nothing of that has happened. */
export type Intent = 'start' | 'accept' | 'rejoin'

/** What the person wants to do about it. */
export type MediaAnswer = 'again' | 'sound_only' | 'leave'

export class MediaProblem extends Error {
  readonly problem: MediaProblemCause

  constructor(problem: MediaProblemCause) {
    super(problem)
    this.problem = problem
  }
}

/** What was asked of the browser, and what is known about why it said no. */
export type MediaFailure = {
  /** Of the DOMException. */
  name: string
  message: string
  wantsCamera: boolean
  isMicrophoneDenied: boolean
  hasMicrophone: boolean
  isInAppBrowser: boolean
}

/** The cause by the exception and its circumstances. */
export function causeOf(failure: MediaFailure): MediaProblemCause {
  const { name, message, wantsCamera, isMicrophoneDenied, hasMicrophone, isInAppBrowser } = failure
  const isAboutCamera = wantsCamera && !isMicrophoneDenied
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      if (isInAppBrowser) return 'in_app_browser'
      // Only Chromium tells these apart, and by its words alone.
      if (/dismissed/i.test(message)) return 'dismissed'
      if (/by system/i.test(message)) return 'system_denied'
      return isAboutCamera ? 'camera_denied' : 'microphone_denied'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return hasMicrophone && wantsCamera ? 'no_camera' : 'no_microphone'
    default:
      return wantsCamera ? 'in_use' : 'microphone_in_use'
  }
}

/** Apps that open links in a window of their own, most of which may not use the camera. */
const IN_APP =
  /\b(FBAN|FBAV|Instagram|Line\/|MicroMessenger|WhatsApp|Snapchat|TikTok|LinkedInApp)|; wv\)/

export function isInAppBrowser(userAgent: string): boolean {
  return IN_APP.test(userAgent)
}

/** Which steps lead to the permission: they differ by browser. */
export type BrowserKind = 'chrome_phone' | 'safari_phone' | 'firefox' | 'safari' | 'desktop'

export function browserKind(userAgent: string): BrowserKind {
  if (/iPhone|iPad/.test(userAgent)) return 'safari_phone'
  if (/Firefox\//.test(userAgent)) return 'firefox'
  if (/Android/.test(userAgent)) return 'chrome_phone'
  return /Safari\//.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent) ? 'safari' : 'desktop'
}

/** The browser's exception, looked into: which device it is about, and why. */
export async function mediaProblem(error: unknown, wantsCamera: boolean): Promise<MediaProblem> {
  const [isMicrophoneDenied, hasMicrophone] = await Promise.all([
    isDenied('microphone'),
    hasDevice('audioinput'),
  ])
  const { name, message } = error instanceof DOMException ? error : { name: '', message: '' }
  const inApp = isInAppBrowser(navigator.userAgent)
  return new MediaProblem(
    causeOf({
      ...{ name, message, wantsCamera },
      ...{ isMicrophoneDenied, hasMicrophone, isInAppBrowser: inApp },
    }),
  )
}

async function isDenied(name: 'microphone' | 'camera'): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name })).state === 'denied'
  } catch {
    // Not every browser can be asked.
    return false
  }
}

/** Whether the browser would give microphone and camera without asking the person. */
export async function isGranted(wantsCamera: boolean): Promise<boolean> {
  try {
    const names = wantsCamera ? (['microphone', 'camera'] as const) : (['microphone'] as const)
    const states = await Promise.all(names.map((name) => navigator.permissions.query({ name })))
    return states.every(({ state }) => state === 'granted')
  } catch {
    return false
  }
}

async function hasDevice(kind: MediaDeviceKind): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => [])
  return devices.some((device) => device.kind === kind)
}
