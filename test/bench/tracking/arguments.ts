import { parseArgs } from 'node:util'
import { TAKES, TRAINING } from './take.ts'
import { WARPED } from './warped-clips.ts'

const CLIPS = [...WARPED, '3-D', 'box']

type Wanted = { clips: readonly string[]; takes: readonly number[]; withLibraries: boolean }

/** What is asked for; everything without arguments. Throws an Error that says what there is. */
export function readArguments(args: string[]): Wanted {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { own: { type: 'boolean', default: false }, take: { type: 'string', multiple: true } },
  })
  const takes = values.take?.map(Number) ?? []
  return {
    clips: positionals.length > 0 ? chosen(CLIPS, positionals) : CLIPS,
    takes: takes.length > 0 ? chosen([...TAKES, ...TRAINING], takes) : TAKES,
    withLibraries: !values.own,
  }
}

/** In the order in which there are. */
function chosen<T>(all: readonly T[], wanted: readonly T[]): readonly T[] {
  const unknown = wanted.filter((each) => !all.includes(each))
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: there is ${all.join(', ')}.`)
  return all.filter((each) => wanted.includes(each))
}
