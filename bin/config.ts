import { readFileSync } from 'node:fs'
import { Value } from 'typebox/value'
import { Settings, variableOf, type Config, type SettingName } from './settings.ts'

export type { Config } from './settings.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** All that is wrong with the environment at once, one sentence each. */
export class ConfigProblem extends Error {
  override readonly name = 'ConfigProblem'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((each) => `  - ${each}`).join('\n')}`)
    this.problems = problems
  }
}

// Values of examples and default installations: whoever knows them would be let in.
const WELL_KNOWN_SECRETS = new Set([
  ...['change-me', 'changeme', 'secret', 'password', 'postgres', 'lotse', 'example'],
  ...['janusoverlord', 'adminpwd', 'supersecret', 'test'],
])
const SHORTEST_KEY = 32

/**
 * The settings that a program reads, checked and converted; those without a default are required.
 * @throws ConfigProblem that names everything wrong
 */
export function loadConfig<Name extends SettingName>(
  reads: readonly Name[],
  env: Environment = process.env,
): Pick<Config, Name> {
  const problems = unknownVariables(env)
  const values: Partial<Record<SettingName, unknown>> = {}
  const isEmbedded = env[variableOf('isEmbedded')] === 'true'
  for (const name of reads) {
    const text = readVariable(env, name, problems)
    const value = text === undefined ? defaultOf(name) : convert(name, text)
    if (value !== undefined) values[name] = value
    if (value !== undefined) problems.push(...problemsOf(name, value))
    else if (isRequired(name)) problems.push(`${variableOf(name)} is missing`)
    if (text !== undefined && !isEmbedded) problems.push(...secretProblems(name, text))
  }
  if (problems.length > 0) throw new ConfigProblem(problems)
  // Each of these names has been checked against its schema.
  return values as Pick<Config, Name>
}

/** Only what is set: no defaults, nothing required. */
export function loadGivenConfig<Name extends SettingName>(
  reads: readonly Name[],
  env: Environment = process.env,
): Partial<Pick<Config, Name>> {
  const given = reads.filter((name) => variablesOf(name).some((variable) => env[variable]))
  return loadConfig(given, env)
}

/** The environment of `npm start` and of what it starts. */
export function embeddedEnvironment(): Environment {
  return { ...process.env, [variableOf('isEmbedded')]: 'true' }
}

export function isProduction(env: Environment = process.env): boolean {
  return env.NODE_ENV === 'production'
}

/** A setting comes from a variable or from the file that another one names. */
function variablesOf(name: SettingName): [string, string] {
  const variable = variableOf(name)
  return [variable, `${variable}_FILE`]
}

function readVariable(env: Environment, name: SettingName, problems: string[]): string | undefined {
  const [variable, fileVariable] = variablesOf(name)
  const file = env[fileVariable]
  if (!file) return env[variable] || undefined
  if (env[variable]) problems.push(`${variable} and ${fileVariable} are both set: keep one`)
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    problems.push(`${fileVariable} cannot be read: ${String(error)}`)
    return undefined
  }
}

function schemaOf(name: SettingName): SettingSchema {
  return Settings.properties[name]
}

interface SettingSchema {
  readonly type?: string
  readonly default?: unknown
  readonly minLength?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly isSecret?: boolean
}

function defaultOf(name: SettingName): unknown {
  return structuredClone(schemaOf(name).default)
}

function convert(name: SettingName, text: string): unknown {
  const { type } = schemaOf(name)
  if (type === 'integer') return /^-?\d+$/.test(text) ? Number(text) : text
  if (type === 'boolean') return { true: true, false: false }[text] ?? text
  if (type !== 'array') return text
  const parts = text.split(',').map((part) => part.trim())
  return parts.filter((part) => part !== '')
}

function problemsOf(name: SettingName, value: unknown): string[] {
  const variable = variableOf(name)
  const schema = Settings.properties[name]
  const [first] = Value.Errors(schema, value)
  return first ? [`${variable} ${first.message}${hintOf(schemaOf(name))}`] : []
}

function isRequired(name: SettingName): boolean {
  const required: readonly string[] = Settings.required
  return required.includes(name)
}

function hintOf({ pattern, type }: SettingSchema): string {
  if (pattern) return ` (${pattern})`
  return type === 'boolean' ? ' (true or false)' : ''
}

function secretProblems(name: SettingName, text: string): string[] {
  const variable = variableOf(name)
  if (!schemaOf(name).isSecret) return []
  const secret = text.includes('://') ? passwordOf(text) : text
  if (secret && WELL_KNOWN_SECRETS.has(secret.toLowerCase())) {
    return [`${variable} holds a well-known value: make one with "openssl rand -hex 32"`]
  }
  const isKey = name === 'linkKey' || name === 'mediaKey'
  if (!isKey || text.length >= SHORTEST_KEY) return []
  return [
    `${variable} is shorter than ${SHORTEST_KEY} characters: "openssl rand -hex 32" makes one`,
  ]
}

function passwordOf(url: string): string {
  return URL.canParse(url) ? decodeURIComponent(new URL(url).password) : ''
}

// LOTSE_TEST_* belong to the tests.
function unknownVariables(env: Environment): string[] {
  const known = Object.keys(Settings.properties).map(variableOf)
  const isKnown = (name: string) => known.includes(name.replace(/_FILE$/, ''))
  return Object.keys(env)
    .filter((name) => name.startsWith('LOTSE_') && !name.startsWith('LOTSE_TEST_'))
    .filter((name) => !isKnown(name))
    .map((name) => `${name} is not a setting${suggestion(name, known)}`)
}

function suggestion(name: string, known: readonly string[]): string {
  const [best] = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .toSorted((a, b) => a.distance - b.distance)
  return best && best.distance <= 4 ? `: did you mean ${best.candidate}?` : ''
}

/** Levenshtein's. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
