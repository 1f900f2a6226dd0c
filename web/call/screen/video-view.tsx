import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { chosenDevices } from '../device-choice.ts'

type Props = {
  label: string
  stream: MediaStream | null
  isMuted: boolean
  class: string
  /** The browser keeps the sound off until the page is tapped. */
  onSilenced?: () => void
  /** The picture has another size, as after turning the phone. */
  onResize?: () => void
  videoRef?: RefObject<HTMLVideoElement | null>
}

/** A picture, and its sound unless muted. */
export function VideoView({ label, stream, isMuted, onSilenced, onResize, ...rest }: Props) {
  const mine = useRef<HTMLVideoElement | null>(null)
  // Never by a function: a new one at each render leaves it empty while the others render.
  const own = rest.videoRef ?? mine
  useEffect(() => {
    const video = own.current
    if (!video) return
    video.srcObject = stream
    if (stream) void play(video, onSilenced)
  }, [stream])
  const speaker = chosenDevices.value.audiooutput ?? ''
  useEffect(() => {
    // A speaker that is gone leaves the sound where it was.
    if (!isMuted) void own.current?.setSinkId?.(speaker).catch(() => undefined)
  }, [speaker, stream])
  return (
    <video
      ref={own}
      class={rest.class}
      aria-label={label}
      muted={isMuted}
      autoPlay
      playsInline
      onResize={() => onResize?.()}
      onLoadedMetadata={() => onResize?.()}
    />
  )
}

export async function play(video: HTMLVideoElement, onSilenced?: () => void): Promise<void> {
  try {
    await video.play()
  } catch (error) {
    // Anything else is a newer stream that interrupts the loading of the one before.
    if (error instanceof DOMException && error.name === 'NotAllowedError') onSilenced?.()
  }
}

/** Shows the picture of this moment over the video until frames of another track have come. */
export function keepFrame(video: HTMLVideoElement, canvas: HTMLCanvasElement): void {
  if (video.videoWidth === 0 || !canvas.hidden) return
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  canvas.hidden = false
  const before = pictureOf(video)
  let frames: number | undefined
  // The element's time goes on while only a voice comes, and a frame callback may be lost with the
  // track that it was asked for.
  const hasNewFrames = () => {
    if (pictureOf(video) === before) return false
    const { totalVideoFrames } = video.getVideoPlaybackQuality()
    frames ??= totalVideoFrames
    return totalVideoFrames !== frames
  }
  const looking = setInterval(() => {
    if (canvas.isConnected && !hasNewFrames()) return
    clearInterval(looking)
    canvas.hidden = true
  }, LOOK_EVERY_MS)
}

const LOOK_EVERY_MS = 50

function pictureOf({ srcObject }: HTMLVideoElement): MediaStreamTrack | undefined {
  return srcObject instanceof MediaStream ? srcObject.getVideoTracks()[0] : undefined
}
