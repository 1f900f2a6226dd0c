export const QUALITIES = ['poor', 'fair', 'good'] as const
export type Quality = (typeof QUALITIES)[number]

export type LinkFigures = {
  /** Share of packets lost in the last seconds, 0..1. */
  lossSent: number | null
  lossReceived: number | null
  roundTripMs: number | null
}

const FAIR = { loss: 0.02, roundTripMs: 300 }
const POOR = { loss: 0.08, roundTripMs: 700 }

/** How well people hear and see each other, by the worst figure; unknown ones do not count. */
export function qualityOf({ lossSent, lossReceived, roundTripMs }: LinkFigures): Quality {
  const loss = Math.max(lossSent ?? 0, lossReceived ?? 0)
  const delay = roundTripMs ?? 0
  if (loss >= POOR.loss || delay >= POOR.roundTripMs) return 'poor'
  return loss >= FAIR.loss || delay >= FAIR.roundTripMs ? 'fair' : 'good'
}

export function worseOf(a: Quality, b: Quality): Quality {
  return QUALITIES.indexOf(a) < QUALITIES.indexOf(b) ? a : b
}
