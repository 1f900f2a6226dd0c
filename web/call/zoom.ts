/** How far a camera can look closer, and how far it does now. */
export type Zoom = { min: number; max: number; step: number; value: number }

/** Null where the camera, or the browser, cannot. `zoom` is missing in the types. */
export function zoomOf(track: MediaStreamTrack): Zoom | null {
  const capabilities = (track.getCapabilities?.() ?? {}) as {
    zoom?: { min?: number; max?: number; step?: number }
  }
  const { min, max, step = 0.1 } = capabilities.zoom ?? {}
  if (min === undefined || max === undefined || max <= min) return null
  // Missing in the types as well.
  const { zoom: value = min } = track.getSettings() as { zoom?: number }
  return { min, max, step, value }
}

export async function zoomTo(track: MediaStreamTrack, zoom: number): Promise<void> {
  // A constraint of the image capture specification, which TypeScript does not know.
  await track.applyConstraints({ advanced: [{ zoom } as MediaTrackConstraintSet] })
}
