import { StrokeList } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import { listStrokes } from '../../db/strokes.ts'
import { fileTimeOf } from '../../domain/recording-time.ts'
import type { App } from '../app-type.ts'
import { ArtefactParams, loadArtefact } from '../artefact-access.ts'
import { callerOf } from '../caller.ts'
import { notFound } from '../problems.ts'
import { NoQuery } from '../route-context.ts'
import { answering, named } from '../schemas.ts'

/** Drawings lie beside the recording, not in it, so that whoever watches can switch them off. */
export function recordedStrokeRoutes(app: App): void {
  app.get(
    paths.artefactStrokes(':id'),
    {
      schema: {
        tags: ['artefacts'],
        summary: 'What was drawn while a recording was made',
        params: ArtefactParams,
        querystring: NoQuery,
        response: answering({ 200: named(StrokeList) }),
      },
    },
    async (request) => {
      const { artefact, db } = await loadArtefact(callerOf(request), request.params.id)
      const { state, timeIndex, sessionId, callNumber: call } = artefact
      // Only a stored recording has an index.
      if ((state !== 'ready' && state !== 'partial') || timeIndex === null) throw notFound()
      const strokes = await listStrokes(db, { sessionId, call })
      return {
        items: strokes.map(({ by, at, pieces }) => {
          return { by, atMs: Math.round(fileTimeOf(timeIndex, at.getTime())), pieces }
        }),
      }
    },
  )
}
