import type { Test } from 'tap'
import { paths } from '../../contract/paths.ts'
import type { EmployeeSessionView } from '../../contract/views.ts'
import { CodeUser, connect, Employee } from './people.ts'
import { openStage } from './stage.ts'

/** Far below what a camera gives: two busy cores draw both pages. */
export const SMOOTH_FRAMES_A_SECOND = 3

/** Erik at his desk and Tomáš at a machine, in a call of session 1. */
export async function makeCall(t: Test, env: Record<string, string> = {}) {
  const stage = await openStage(t, env)
  const [desk, hall] = await Promise.all([stage.browser(), stage.browser()])
  const erik = new Employee(stage, await stage.employee(desk, 'Erik Olsen'))
  const tomas = new CodeUser(stage, await stage.phone(hall))
  await connect(stage, tomas, erik)
  return { stage, erik, tomas }
}

export async function startRecording(erik: Employee, tomas: CodeUser): Promise<void> {
  await erik.use('record')
  await Promise.all([erik.recordingSymbol.waitFor(), tomas.recordingSymbol.waitFor()])
}

/** Frames a second that arrived while something was away, however short that was. */
export async function frameRateDuring(
  person: Employee | CodeUser,
  work: () => Promise<void>,
): Promise<number> {
  const [before, startedAt] = [await person.framesSeen(), Date.now()]
  await work()
  return ((await person.framesSeen()) - before) / ((Date.now() - startedAt) / 1000)
}

export function findSession(erik: Employee): Promise<EmployeeSessionView> {
  return erik.fetchJson<EmployeeSessionView>(paths.session(1))
}
