import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { texts } from '../texts/texts.ts'
import './qr-code.css'

type Drawing = { size: number; path: string }
const QUIET_ZONE = 4

/** Dark on white in both themes: cameras read nothing else surely. */
export function QrCode({ text, label = texts.value.qrCode }: { text: string; label?: string }) {
  const drawing = useSignal<Drawing | null>(null)
  useEffect(() => {
    let isCurrent = true
    void draw(text).then((drawn) => {
      if (isCurrent) drawing.value = drawn
    })
    return () => (isCurrent = false)
  }, [text])
  const size = drawing.value?.size ?? 1
  return (
    <svg class="qr-code" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`}>
      <path d={drawing.value?.path ?? ''} />
    </svg>
  )
}

/** One unit per module, rows of dark ones as lines; the encoder is loaded when first needed. */
async function draw(text: string): Promise<Drawing> {
  const { create } = await import('qrcode')
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  let path = ''
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (!modules.get(row, column)) continue
      path += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h1v1h-1z`
    }
  }
  return { size: modules.size + 2 * QUIET_ZONE, path }
}
