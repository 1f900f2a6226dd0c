import Type, { type Static } from 'typebox'

/** A screenshot of a running call; sizes are pixels of the picture. */
export const ScreenshotView = Type.Object({
  /** Of the artefact that it becomes. */
  id: Type.String(),
  number: Type.Integer({ description: 'Counts within the call' }),
  width: Type.Integer(),
  height: Type.Integer(),
})
export type ScreenshotView = Static<typeof ScreenshotView>
