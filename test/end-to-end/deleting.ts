import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { Test } from 'tap'
import type { ConsentEvidence } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import type { ArtefactView } from '../../contract/views.ts'
import type { CodeUser, Employee } from './people.ts'
import type { Stage } from './stage.ts'

type People = { stage: Stage; anna: Employee; erik: Employee; tomas: CodeUser }

/** An administrator deletes what both sides of session 1 are looking at; nobody loads anything anew. */
export async function deleteRecording(t: Test, { stage, anna, erik, tomas }: People) {
  await erik.openRecordings()
  await Promise.all([erik, tomas].map((side) => side.recordingOf(1).click()))
  await Promise.all([erik, tomas].map(({ page }) => page.locator('video[controls]').waitFor()))
  const { items } = await anna.fetchJson<{ items: ArtefactView[] }>(paths.artefacts(1))
  const [recording] = items
  if (!recording) throw new Error('there is no recording')
  const url = `${stage.run.publicUrl}${paths.artefactContent(recording.id)}`
  const status = async (side: CodeUser | Employee, actor: string) =>
    (await side.page.request.get(`${url}?as=${actor}`)).status()
  const answers = () => Promise.all([status(erik, 'employee'), status(tomas, 'code-user')])
  t.same([await answers(), storedIn(stage)], [[200, 200], ['recording.webm']])

  await anna.open(1)
  await anna.openRecordings()
  await anna.press('deleteRecording')
  const question = anna.page.getByRole('dialog', { name: 'Delete “Recording of call 1”?' })
  await question.getByText('cannot be brought back').waitFor()
  await question.getByRole('button', { name: anna.names.deleteRecording, exact: true }).click()
  await question.waitFor({ state: 'detached' })

  const people = [anna, erik, tomas]
  await Promise.all(people.map((person) => person.untilRecording(1, 'deleted')))
  const players = people.map(({ page }) => page.locator('video').count())
  t.same(await Promise.all(players), [0, 0, 0], 'R15: gone from every open page at once')
  t.same([await answers(), storedIn(stage)], [[404, 404], []], 'and from the store')
  const { decisions } = await anna.fetchJson<ConsentEvidence>(paths.consentEvidence(1))
  t.match(decisions, [{ decision: 'given' }], 'what was agreed can still be shown')
}

function storedIn(stage: Stage): string[] {
  const entries = readdirSync(path.join(stage.folder, 'store'), {
    recursive: true,
    withFileTypes: true,
  })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}
