import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import type { Test } from 'tap'
import * as Y from 'yjs'
import { createScreenshotActivities } from '../../activities/screenshots.ts'
import { findArtefact } from '../../db/artefacts.ts'
import { saveGateway } from '../../db/gateways.ts'
import { appendScreenshotUpdate, listScreenshotUpdates } from '../../db/screenshots.ts'
import { originalKey } from '../../domain/screenshot.ts'
import type { Shape } from '../../domain/screenshot-shapes.ts'
import { makeDiskObjectStore } from '../../integrations/object-store-disk.ts'
import {
  after,
  commitNewSession,
  commitNext,
  idOf,
  makeCall,
  makeWorld,
  NOON,
} from '../db/world.ts'
import { makeTestFolder } from '../support/servers.ts'

export const SIZE = { width: 320, height: 200 }
const COUNT = 20

export type TakenScreenshots = Awaited<ReturnType<typeof makeTakenScreenshots>>

/** A live call with screenshots, their pictures in a store on a real disk. */
export async function makeTakenScreenshots(t: Test) {
  const world = await makeWorld(t)
  const { db, database, employees } = world
  await saveGateway(database, { id: 'local', url: 'ws://localhost' })
  const created = await commitNewSession(world, 'shown')
  const startedBy = { kind: 'employee', id: employees.anna } as const
  const call = makeCall({ startedBy, phase: 'live', acceptedAt: NOON })
  const ids = Array.from({ length: COUNT }, (_, index) => idOf(`screenshot ${index + 1}`))
  await commitNext(db, after(created, { status: 'in_progress', call }), {
    newArtefacts: ids.map((id, index) => {
      return { id, kind: 'screenshot' as const, call: 1, position: index + 1 }
    }),
  })
  const { organisationId, sessionId } = created
  const folder = makeTestFolder(t)
  const objectsFolder = join(folder, 'objects')
  await mkdir(objectsFolder)
  const store = makeDiskObjectStore(objectsFolder)
  const idAt = (number: number) => ids[number - 1] ?? ''
  const keyOf = (number: number) =>
    originalKey({ organisationId, sessionId, call: 1, id: idAt(number) })
  const inputFor = (...numbers: number[]) => {
    return { organisationId, sessionId, call: 1, ids: numbers.map(idAt) }
  }
  return {
    ...{ world, store, objectsFolder, inputFor, idAt, keyOf },
    activities: createScreenshotActivities({ database, store }),
    /** Puts the picture into the store as the route does, and what was drawn on it into the log. */
    async take(number: number, shapes: readonly Shape[] = []): Promise<void> {
      const file = join(folder, 'upload')
      await writeFile(file, await somePicture())
      await store.put(keyOf(number), file)
      const updates = shapes.map((shape, index) => updateOf(`e-0000000${index}`, shape))
      for (const [index, body] of updates.entries()) {
        const update = { artefactId: idAt(number), seq: index + 1, body, actor: startedBy }
        await appendScreenshotUpdate(db, update)
      }
    },
    row: async (number: number) => {
      const row = await findArtefact(db, idAt(number))
      if (!row) throw new Error(`screenshot ${number} has no row`)
      return row
    },
    log: async (number: number) => (await listScreenshotUpdates(db, idAt(number))).length,
    objects: (number: number) => objectsOf(store, organisationId, idAt(number)),
    read: async (key: string | null) => buffer(await store.read(key ?? '')),
  }
}

async function objectsOf(
  store: ReturnType<typeof makeDiskObjectStore>,
  organisationId: string,
  id: string,
): Promise<string[]> {
  const keys = await store.list(organisationId)
  return keys.filter((key) => key.includes(id))
}

/** Stripes of one pixel: whatever shows through a pixelation would be seen. */
async function somePicture(): Promise<Buffer> {
  const data = Buffer.alloc(SIZE.width * SIZE.height * 3)
  for (let at = 0; at < data.length; at += 1) data[at] = Math.floor(at / 3) % 2 === 0 ? 250 : 10
  return sharp(data, { raw: { ...SIZE, channels: 3 } })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toBuffer()
}

function updateOf(id: string, shape: Shape): Uint8Array {
  const document = new Y.Doc()
  document.getMap('shapes').set(id, shape)
  return Y.encodeStateAsUpdate(document)
}
