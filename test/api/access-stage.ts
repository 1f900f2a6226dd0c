import type { Test } from 'tap'
import { makeTestIdentityProvider } from '../support/identity-provider.ts'
import { makeFixtures } from './access-fixtures.ts'
import { makeCast } from './access-principals.ts'
import type { Row, Stage } from './access-rows.ts'
import { makeScene, makeScenes, type Scene } from './access-scene.ts'
import { ACCOUNTS } from './access-sign-in-requests.ts'
import { listen } from './access-socket.ts'
import { CALLBACK, providerAt } from './identity-provider-stage.ts'
import { PaperGateway } from './paper-gateway.ts'
import { makeService } from './service.ts'

// Nobody is slowed down here: every principal asks for everything.
const WIDE = { burst: 1_000_000, perMinute: 1_000_000 }
export const RATES = {
  ...{ address: WIDE, apiKey: WIDE, code: WIDE, request: WIDE, guess: WIDE, mail: WIDE },
  ...{ login: WIDE, loginAddress: WIDE, pin: WIDE, identityProvider: WIDE },
}

/** Everybody signs in at the same time. */
const PROVIDER_SECONDS = 10

/** Calls ring for 45 s, and whoever has no place in one counts as absent after a minute. */
const LIFE_WITH_CALL_MS = 15_000
const LIFE_MS = 120_000
const WITH_CALL: readonly Stage[] = ['called', 'ringing', 'live', 'screenshot']
/** At the same time, for principals who each need a session of their own. */
const MOST_AT_ONCE = 4

export type Matrix = Awaited<ReturnType<typeof makeMatrix>>

/** Everybody and everything that rows need, on an api that listens. */
export async function makeMatrix(t: Test) {
  const gateway = new PaperGateway()
  const provider = await makeTestIdentityProvider(t, ACCOUNTS)
  provider.serve(CALLBACK)
  const service = await makeService(t, {
    ...{ settings: { rates: RATES }, signalling: gateway },
    identityProvider: (town) => providerAt(provider.issuer, town, PROVIDER_SECONDS),
  })
  const cast = await makeCast(service)
  const fixtures = await makeFixtures(t, service, cast)
  const address = await listen(service)
  const scenes = new Map<Stage, Scene>()
  const spares = new Map<Stage, Scene[]>()
  return { t, service, cast, fixtures, gateway, address, scenes, spares }
}

/** One session for all who are refused: what changes nothing can be asked again. */
export async function sceneAt(matrix: Matrix, row: Row): Promise<Scene> {
  const stage = stageOf(row)
  const known = matrix.scenes.get(stage)
  if (known && isFresh(known, stage)) return known
  const scene = await makeScene(matrix.service, matrix.cast, stage)
  matrix.scenes.set(stage, scene)
  return scene
}

/** A session of its own, for whom what went well cannot be done again. */
export async function freshScene(matrix: Matrix, row: Row): Promise<Scene> {
  const { service, cast, spares } = matrix
  const stage = stageOf(row)
  const left = (spares.get(stage) ?? []).filter((scene) => isFresh(scene, stage))
  const wanted = Object.values(row.cells).filter((cell) => cell === 'ok').length
  const count = Math.max(1, Math.min(wanted, MOST_AT_ONCE))
  const [scene, ...others] =
    left.length > 0 ? left : await makeScenes(service, cast, { stage, count })
  if (!scene) throw new Error(`${stage} was made for nobody`)
  spares.set(stage, others)
  return scene
}

function isFresh({ madeAt }: Scene, stage: Stage): boolean {
  const life = WITH_CALL.includes(stage) ? LIFE_WITH_CALL_MS : LIFE_MS
  return Date.now() < madeAt + life
}

export function stageOf({ stage }: Row): Stage {
  return stage ?? 'confirmed'
}
