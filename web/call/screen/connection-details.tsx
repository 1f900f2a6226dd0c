import { IconButton } from '../../foundation/components/button.tsx'
import { x } from '../../foundation/icons.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import type { Quality } from '../quality.ts'
import type { CallFigures, PictureFigures } from '../statistics.ts'
import { texts } from '../texts/texts.ts'
import './connection-details.css'

/** Figures for whoever has to find out why a picture is bad. */
export function ConnectionDetails({ call, onClose }: { call: OngoingCall; onClose: () => void }) {
  const figures = call.statistics.figures.value
  return (
    <section class="call-details" aria-label={texts.value.connectionDetails}>
      <header>
        <h2>{texts.value.connectionDetails}</h2>
        <IconButton icon={x} label={common.value.close} onPress={onClose} />
      </header>
      <dl>
        {rowsOf(figures, call.sending.value).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? '–'}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function rowsOf(figures: CallFigures | null, sending: Quality): [string, string | null][] {
  const words = texts.value.details
  return [
    [words.path, pathOf(figures)],
    [words.roundTrip, withUnit(figures?.roundTripMs, 'ms')],
    [words.lossSent, percent(figures?.lossSent)],
    [words.lossReceived, percent(figures?.lossReceived)],
    [words.sending, words.sendingAs[sending]],
    [words.pictureSent, pictureOf(figures?.sent)],
    [words.pictureReceived, pictureOf(figures?.received)],
  ]
}

function pathOf(figures: CallFigures | null): string | null {
  if (!figures?.path) return null
  return figures.path === 'relay' ? texts.value.details.relayed : texts.value.details.direct
}

function pictureOf(figures: PictureFigures | undefined): string | null {
  if (!figures?.width || !figures.framesPerSecond) return texts.value.details.none
  const { width, height, framesPerSecond, kilobitsPerSecond, codec } = figures
  const parts = [`${width}×${height}`, `${Math.round(framesPerSecond)}/s`]
  if (kilobitsPerSecond !== null) parts.push(`${kilobitsPerSecond} kbit/s`)
  return [...parts, codec].filter(Boolean).join(', ')
}

function percent(share: number | null | undefined): string | null {
  return share === null || share === undefined ? null : `${(share * 100).toFixed(1)} %`
}

function withUnit(value: number | null | undefined, unit: string): string | null {
  return value === null || value === undefined ? null : `${value} ${unit}`
}
