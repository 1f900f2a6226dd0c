import { benchAccept } from './accept.ts'
import { benchCreation, makeOurs } from './creation.ts'
import { benchFeed } from './feed.ts'
import type { Figures } from './figures.ts'
import { benchHistory } from './history.ts'
import { benchStart, Installation } from './installation.ts'
import { benchRecording } from './recording.ts'
import { benchStrokes } from './strokes.ts'

/*
 * npm run bench: every figure is a ratio of two things measured in turns in this run, so that it
 * says something on a busy machine as well. Nothing here fails: the figures are for reading.
 */

const installation = new Installation()
try {
  print(await benchStart(installation))
  const create = await makeOurs(installation.run)
  print(await benchCreation(installation, create))
  print(await benchFeed(installation.run, create))
  print(await benchHistory(installation.run, create))
} finally {
  await installation.remove()
}
print(await benchAccept())
print(await benchRecording())
print(await benchStrokes())

function print(figures: Figures): void {
  for (const { name, ratio, detail } of figures) {
    console.log(`${(ratio === null ? '' : ratio.toFixed(2)).padStart(6)}  ${name}: ${detail}`)
  }
}
