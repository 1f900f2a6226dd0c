import { signal, type ReadonlySignal, type Signal } from '@preact/signals'
import { chosenDevices, pickedDevice } from './device-choice.ts'
import { openDevices, type Opening } from './device-opening.ts'
import { MediaProblem } from './media-problem.ts'
import type { OwnTracks } from './sending-leg.ts'
import { zoomOf, zoomTo, type Zoom } from './zoom.ts'

export type Facing = 'environment' | 'user'
export type OwnMicrophone = 'on' | 'muted' | 'none'
export type OwnCamera = 'on' | 'off' | 'none'

const SHARPNESS = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }

/** Microphone and camera of this page: asked for, switched, and let go of. */
export class OwnMedia {
  /** The camera's picture for the own eyes; empty while the camera is off. */
  readonly preview = signal<MediaStream | null>(null)
  readonly #microphone = signal<OwnMicrophone>('none')
  readonly #camera = signal<OwnCamera>('off')
  readonly #facing: Signal<Facing>
  readonly #torch = signal<'none' | 'off' | 'on'>('none')
  readonly #cameras = signal(0)
  readonly #zoom = signal<Zoom | null>(null)
  /** As remembered, until somebody switches to another one. */
  #cameraId = chosenDevices.peek().videoinput
  readonly #tracks = signal<OwnTracks>({ audio: null, video: null })
  /** The device that ended by itself: unplugged, or taken by another app. */
  readonly lost = signal<'microphone' | 'camera' | null>(null)
  #isStopped = false

  constructor(facing: Facing) {
    this.#facing = signal<Facing>(facing)
  }

  get tracks(): ReadonlySignal<OwnTracks> {
    return this.#tracks
  }
  get microphone(): ReadonlySignal<OwnMicrophone> {
    return this.#microphone
  }
  get camera(): ReadonlySignal<OwnCamera> {
    return this.#camera
  }
  get torch(): ReadonlySignal<'none' | 'off' | 'on'> {
    return this.#torch
  }
  /** How many cameras there are to switch between. */
  get cameras(): ReadonlySignal<number> {
    return this.#cameras
  }
  /** Null where the camera cannot look closer. */
  get zoom(): ReadonlySignal<Zoom | null> {
    return this.#zoom
  }
  get facing(): ReadonlySignal<Facing> {
    return this.#facing
  }

  /** Asks for both in one question of the browser. Throws MediaProblem; then nothing is held. */
  async acquire(wants: { camera: boolean }): Promise<void> {
    const audio = pickedDevice(chosenDevices.peek().audioinput)
    const stream = await openDevices({ audio, video: wants.camera && this.#videoConstraints() })
    this.#takeMicrophone(voiceOf(stream))
    const [video] = stream.getVideoTracks()
    if (video) await this.#takeCamera(video)
  }

  /** For somebody who is in the call already; what does not start is told as lost. */
  async acquireInCall({ camera }: { camera: boolean }): Promise<void> {
    if (this.#isStopped) return
    try {
      await this.acquire({ camera })
    } catch {
      this.lost.value = camera ? 'camera' : 'microphone'
      if (camera)
        await this.acquire({ camera: false }).catch(() => (this.lost.value = 'microphone'))
    }
  }

  setMuted(isMuted: boolean): void {
    const { audio } = this.#tracks.peek()
    if (!audio) return
    // Not taken away: the other side's connection to an empty microphone would look lost.
    audio.enabled = !isMuted
    this.#microphone.value = isMuted ? 'muted' : 'on'
  }

  /** Throws MediaProblem. */
  async turnCameraOn(opening?: Opening): Promise<void> {
    const video = await getCamera(this.#videoConstraints(), opening)
    await this.#takeCamera(video)
  }

  /** Lets go of the camera, so that its light goes out. */
  turnCameraOff(): void {
    this.#releaseCamera()
    this.#camera.value = 'off'
  }

  /** Between rear and front, or to the next camera. Throws MediaProblem; then the camera is off. */
  async switchCamera(): Promise<void> {
    const before = this.#tracks.peek().video?.getSettings().deviceId
    this.#facing.value = this.#facing.peek() === 'environment' ? 'user' : 'environment'
    this.#cameraId = undefined
    // Phones open one camera at a time.
    this.#releaseCamera()
    this.#camera.value = 'off'
    const next = await getCamera(this.#videoConstraints())
    const isSame = before !== undefined && next.getSettings().deviceId === before
    await this.#takeCamera(isSame ? await this.#otherThan(next, before) : next)
  }

  /** Throws MediaProblem; then the one before goes on. */
  async chooseMicrophone(id: string): Promise<void> {
    const audio = voiceOf(await openDevices({ audio: pickedDevice(id) }, { mayBeAnother: false }))
    const isMuted = this.#microphone.peek() === 'muted'
    this.#tracks.peek().audio?.stop()
    this.#takeMicrophone(audio)
    this.setMuted(isMuted)
  }

  /** At once when the camera is on, else as soon as it is. Throws MediaProblem; then it is off. */
  async chooseCamera(id: string): Promise<void> {
    this.#cameraId = id || undefined
    if (this.#camera.peek() !== 'on') return
    this.turnCameraOff()
    await this.turnCameraOn({ mayBeAnother: false })
  }

  async setZoom(value: number): Promise<void> {
    const { video } = this.#tracks.peek()
    if (!video) return
    await zoomTo(video, value)
    this.#zoom.value = zoomOf(video)
  }

  async setTorch(isOn: boolean): Promise<void> {
    const { video } = this.#tracks.peek()
    // `torch` is a constraint of the image capture specification, which TypeScript does not know.
    const constraints = { advanced: [{ torch: isOn } as MediaTrackConstraintSet] }
    await video?.applyConstraints(constraints)
    this.#torch.value = isOn ? 'on' : 'off'
  }

  /** Microphone and camera are off when this returns; for good. */
  stop(): void {
    this.#isStopped = true
    const { audio, video } = this.#tracks.peek()
    audio?.stop()
    video?.stop()
    this.#tracks.value = { audio: null, video: null }
    this.preview.value = null
  }

  #videoConstraints(): MediaTrackConstraints {
    const facingMode = { ideal: this.#facing.peek() }
    return { ...pickedDevice(this.#cameraId), facingMode, ...SHARPNESS }
  }

  #takeMicrophone(track: MediaStreamTrack): void {
    if (this.#isStopped) return track.stop()
    track.contentHint = 'speech'
    track.onended = () => {
      this.#microphone.value = 'none'
      this.lost.value = 'microphone'
    }
    this.#tracks.value = { ...this.#tracks.peek(), audio: track }
    this.#microphone.value = 'on'
  }

  async #takeCamera(track: MediaStreamTrack): Promise<void> {
    if (this.#isStopped) return track.stop()
    this.#releaseCamera()
    // Type plates and cables: sharpness before smoothness.
    track.contentHint = 'detail'
    track.onended = () => {
      this.turnCameraOff()
      this.lost.value = 'camera'
    }
    this.#tracks.value = { ...this.#tracks.peek(), video: track }
    this.preview.value = new MediaStream([track])
    this.#camera.value = 'on'
    this.#torch.value = hasTorch(track) ? 'off' : 'none'
    this.#zoom.value = zoomOf(track)
    this.#cameras.value = await countCameras()
  }

  #releaseCamera(): void {
    const { video } = this.#tracks.peek()
    if (!video) return
    video.onended = null
    video.stop()
    this.#tracks.value = { ...this.#tracks.peek(), video: null }
    this.preview.value = null
    this.#torch.value = 'none'
    this.#zoom.value = null
  }

  /** Where cameras face nowhere, as at a desk: the next one of the list. */
  async #otherThan(track: MediaStreamTrack, deviceId: string): Promise<MediaStreamTrack> {
    const ids = (await navigator.mediaDevices.enumerateDevices())
      .filter(({ kind }) => kind === 'videoinput')
      .map((device) => device.deviceId)
    const next = ids[(ids.indexOf(deviceId) + 1) % ids.length]
    if (!next || next === deviceId) return track
    track.stop()
    return getCamera({ ...pickedDevice(next), ...SHARPNESS })
  }
}

function voiceOf(stream: MediaStream): MediaStreamTrack {
  const [voice] = stream.getAudioTracks()
  if (!voice) throw new MediaProblem('no_microphone')
  return voice
}

async function getCamera(
  video: MediaTrackConstraints,
  opening?: Opening,
): Promise<MediaStreamTrack> {
  try {
    const [track] = (await openDevices({ video }, opening)).getVideoTracks()
    if (!track) throw new MediaProblem('no_camera')
    return track
  } catch (error) {
    const isMisread = error instanceof MediaProblem && error.problem === 'microphone_denied'
    throw isMisread ? new MediaProblem('camera_denied') : error
  }
}

function hasTorch(track: MediaStreamTrack): boolean {
  // Not every browser can tell what a camera is capable of; `torch` is missing in the types.
  const capabilities = (track.getCapabilities?.() ?? {}) as { torch?: boolean }
  return capabilities.torch === true
}

async function countCameras(): Promise<number> {
  const devices = await navigator.mediaDevices.enumerateDevices()
  return devices.filter(({ kind }) => kind === 'videoinput').length
}
