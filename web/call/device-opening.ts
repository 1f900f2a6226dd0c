import { MediaProblem, mediaProblem } from './media-problem.ts'

type Wants = { audio?: MediaTrackConstraints; video?: MediaTrackConstraints | false }
export type Opening = {
  /** A picked device that is gone is left to the browser's choice; the other one stays picked. */
  mayBeAnother: boolean
}

/** Microphone and camera, or one of them, in one question of the browser. Throws MediaProblem. */
export async function openDevices(
  wants: Wants,
  { mayBeAnother }: Opening = { mayBeAnother: true },
): Promise<MediaStream> {
  // On plain http, but for localhost, browsers have none: the types say otherwise.
  const devices: MediaDevices | undefined = navigator.mediaDevices
  if (devices === undefined) throw new MediaProblem('insecure')
  try {
    return await devices.getUserMedia(wants).catch(async (error: unknown) => {
      const isGone = isPicky(wants) && nameOf(error) === 'OverconstrainedError'
      if (!mayBeAnother || !isGone) throw error
      return devices.getUserMedia(await withoutGone(wants))
    })
  } catch (error) {
    throw await mediaProblem(error, Boolean(wants.video))
  }
}

function isPicky({ audio, video }: Wants): boolean {
  return [audio, video].some((wanted) => wanted && wanted.deviceId !== undefined)
}

async function withoutGone(wants: Wants): Promise<MediaStreamConstraints> {
  const devices = await navigator.mediaDevices.enumerateDevices()
  const isThere = ({ deviceId }: MediaTrackConstraints) => {
    return devices.some((device) => device.deviceId === exactly(deviceId))
  }
  const keep = (wanted: MediaTrackConstraints | false = false) => {
    if (!wanted || isThere(wanted)) return wanted
    const { deviceId: _, ...others } = wanted
    return others
  }
  return { audio: keep(wants.audio), video: keep(wants.video) }
}

function exactly(id: ConstrainDOMString | undefined): unknown {
  return typeof id === 'object' && 'exact' in id ? id.exact : undefined
}

function nameOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined
}
