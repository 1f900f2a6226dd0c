import type { InjectOptions } from 'fastify'
import { Compile } from 'typebox/compile'
import type { RawAnswer } from './browser.ts'

type Schema = Record<string, unknown>
type Document = { paths?: Record<string, unknown>; components?: unknown }

const PROBLEM = 'application/problem+json'
const compiled = new Map<string, (value: unknown) => string | undefined>()

/**
 * Every answer in every test must be what the OpenAPI document says, and nothing more: a member
 * that the schema does not name could be one that its reader must not see.
 */
export function checkAnswer(document: Document, request: InjectOptions, response: RawAnswer): void {
  const type = String(response.headers['content-type'] ?? '')
  if (!type.includes('json')) return
  if (type.includes('problem')) checkCode(document, request, response)
  const schema = schemaFor(document, request, response.statusCode)
  if (!schema) return
  const key = JSON.stringify(schema)
  const check = compiled.get(key) ?? checkerOf(document, schema)
  compiled.set(key, check)
  const problem = check(response.json())
  if (problem) throw new Error(`${request.method} ${String(request.url)}: ${problem}`)
}

/** A problem whose code the operation does not name is one that nobody can be ready for. */
function checkCode(document: Document, { method, url }: InjectOptions, response: RawAnswer): void {
  const [path = ''] = String(url).split('?', 1)
  const codes = documentedCodes(document, { method: String(method), path })
  // What is no operation, such as HEAD, has no document to be held against.
  if (codes.length === 0 || response.statusCode === 500) return
  const code = String(member(response.json(), 'code'))
  if (codes.includes(code)) return
  throw new Error(`${method} ${path} does not say ${code}: api/documentation-problems.ts`)
}

/** What the document says an operation may be refused with; nothing where there is no such one. */
export function documentedCodes(
  document: Document,
  { method, path }: { method: string; path: string },
): string[] {
  const operation = member(itemFor(document, path), method.toLowerCase())
  const content = member(member(member(operation, 'responses'), 'default'), 'content')
  return Object.keys(Object(member(member(content, PROBLEM), 'examples')))
}

function itemFor({ paths = {} }: Document, path: string): unknown {
  // `/mine` stands beside `/{id}`: what is written out comes first.
  return paths[path] ?? Object.entries(paths).find(([template]) => fits(template, path))?.[1]
}

function checkerOf(document: Document, schema: Schema) {
  const strict = Compile(closed(document, schema) as Schema)
  return (value: unknown) => {
    if (strict.Check(value)) return undefined
    const [first] = strict.Errors(value)
    return `the answer is not what the document says: ${JSON.stringify(first)}`
  }
}

function schemaFor(document: Document, { method, url }: InjectOptions, status: number) {
  const [path = ''] = String(url).split('?', 1)
  const responses = member(
    member(itemFor(document, path), String(method).toLowerCase()),
    'responses',
  )
  const answer = member(responses, String(status)) ?? member(responses, 'default')
  const content = member(answer, 'content')
  const [only] = typeof content === 'object' && content ? (Object.values(content) as unknown[]) : []
  return member(only, 'schema') as Schema | undefined // an OpenAPI document has a schema here
}

function fits(template: string, path: string): boolean {
  const parts = template.split('/')
  const given = path.split('/')
  return (
    parts.length === given.length &&
    parts.every((part, index) => part.startsWith('{') || part === given[index])
  )
}

/** The same schema with references resolved and no room for further members. */
export function closed(document: Document, schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((each) => closed(document, each))
  if (typeof schema !== 'object' || schema === null) return schema
  const reference = member(schema, '$ref')
  if (typeof reference === 'string') {
    const name = reference.split('/').at(-1) ?? ''
    return closed(document, member(member(document.components, 'schemas'), name))
  }
  const inner = Object.entries(schema).map(([name, value]) => [name, closed(document, value)])
  const isOpen = !('properties' in schema) || 'additionalProperties' in schema
  return { ...Object.fromEntries(inner), ...(isOpen ? {} : { additionalProperties: false }) }
}

export function member(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined
}
