/** Sounds made of a few tones: nothing to load, and as loud as the person has set the phone. */

export type Tone = { hertz: number; at: number; seconds: number }

const RINGBACK: readonly Tone[] = [{ hertz: 425, at: 0, seconds: 1 }]
const RINGBACK_EVERY_MS = 4_000
const NEWS: readonly Tone[] = [
  { hertz: 784, at: 0, seconds: 0.12 },
  { hertz: 1047, at: 0.14, seconds: 0.22 },
]
const LOUDNESS = 0.14

let context: AudioContext | undefined

/** Browsers let a page be heard once it was touched: asks at each touch and key until it is. */
export function allowSounds(): void {
  const unlock = () => void audible()
  // Not pointerdown: a finger counts once it is lifted.
  addEventListener('pointerup', unlock, { capture: true })
  addEventListener('keydown', unlock, { capture: true })
}

/** Something has changed that the person waits for. */
export function playNews(): void {
  play(NEWS, LOUDNESS)
}

/** What a caller hears until somebody answers; until the returned call. */
export function startRingback(): () => void {
  return repeat(RINGBACK, { loudness: LOUDNESS / 4, everyMs: RINGBACK_EVERY_MS })
}

/** Again and again until the returned call, as soon as the browser lets the page be heard. */
export function repeat(
  tones: readonly Tone[],
  { loudness, everyMs }: { loudness: number; everyMs: number },
): () => void {
  const audio = audible()
  const ring = () => play(tones, loudness)
  ring()
  const timer = setInterval(ring, everyMs)
  audio.addEventListener('statechange', ring)
  return () => {
    clearInterval(timer)
    audio.removeEventListener('statechange', ring)
    silence()
  }
}

/** One for all sounds: some browsers allow only the very one that was there when it was touched. */
function audible(): AudioContext {
  context ??= new AudioContext()
  if (context.state !== 'running') void context.resume().catch(() => undefined)
  return context
}

function play(tones: readonly Tone[], loudness: number): void {
  // What a silent page is given piles up, and would be heard all at once.
  if (context?.state !== 'running') return
  const { currentTime, destination } = context
  for (const { hertz, at, seconds } of tones) {
    const oscillator = new OscillatorNode(context, { frequency: hertz })
    const gain = new GainNode(context, { gain: 0 })
    const start = currentTime + at
    gain.gain.setValueAtTime(0, start)
    gain.gain.linearRampToValueAtTime(loudness, start + 0.02)
    gain.gain.setValueAtTime(loudness, start + seconds - 0.04)
    gain.gain.linearRampToValueAtTime(0, start + seconds)
    oscillator.connect(gain).connect(destination)
    oscillator.start(start)
    oscillator.stop(start + seconds)
    playing.add(oscillator)
    oscillator.onended = () => playing.delete(oscillator)
  }
}

const playing = new Set<OscillatorNode>()

function silence(): void {
  for (const oscillator of playing) oscillator.stop()
}
