import { refusalText } from '../domain/refusal-texts.ts'
import type { RefusalCode } from '../domain/refusal.ts'
import {
  asSchema,
  exampleOf,
  listOf,
  resolve,
  type DocumentSchema,
} from './documentation-examples.ts'
import { problemCodesOf } from './documentation-problems.ts'
import { ProblemError, problemOf, statusOf } from './problems.ts'

const METHODS = ['get', 'post', 'put', 'delete'] as const
const PROBLEM = 'application/problem+json'

type Node = DocumentSchema
type Schemas = Record<string, DocumentSchema>

/** Adds to every operation of a finished document examples, and the problems it is answered with. */
export function completeDocument<Document extends object>(document: Document): Document {
  const components = nodeOf(asSchema(document), 'components')
  const named = Object.entries(nodeOf(components, 'schemas'))
  const schemas: Schemas = Object.fromEntries(named.map(([name, each]) => [name, asSchema(each)]))
  for (const [path, item] of Object.entries(nodeOf(asSchema(document), 'paths'))) {
    for (const method of METHODS) {
      const operation = asSchema(item)[method]
      if (operation) complete(asSchema(operation), `${method} ${path}`, schemas)
    }
  }
  return document
}

function complete(operation: Node, key: string, schemas: Schemas): void {
  const parameters = (listOf(operation, 'parameters') ?? []).map(asSchema)
  for (const each of parameters) exemplify(each, String(each['name']), schemas)
  const bodies = nodeOf(nodeOf(operation, 'requestBody'), 'content')
  for (const body of Object.values(bodies)) exemplify(asSchema(body), '', schemas)
  const responses = nodeOf(operation, 'responses')
  const isAnswering = Object.keys(responses).some((status) => status.startsWith('2'))
  if (!isAnswering) responses['204'] = { description: 'Done' }
  for (const [status, response] of Object.entries(responses)) {
    const content = nodeOf(asSchema(response), 'content')
    const shown = status.startsWith('2') ? Object.values(content) : []
    for (const each of shown) exemplify(asSchema(each), '', schemas)
  }
  const codes = problemCodesOf({
    key,
    tag: String(listOf(operation, 'tags')?.[0] ?? ''),
    isOpen: listOf(operation, 'security')?.length === 0,
    hasInput: parameters.length > 0,
    hasBody: operation['requestBody'] !== undefined,
    isCommand: parameters.some(({ name }) => name === 'idempotency-key'),
  })
  responses['default'] = problems(codes)
}

/** One example; of a body that is one of several shapes, one of each. */
function exemplify(holder: Node, name: string, schemas: Schemas): void {
  const schema = asSchema(holder['schema'])
  const shapes = listOf(resolve(schema, schemas), 'anyOf') ?? [schema]
  // A file is not shown.
  if (Object.keys(schema).length === 0 || schema['format'] === 'binary') return
  const values = shapes.map((shape) => exampleOf(asSchema(shape), schemas, name))
  const examples = values.filter((value) => value !== null).map((value) => ({ value }))
  holder['examples'] = Object.fromEntries(examples.map((each, index) => [`${index + 1}`, each]))
}

function problems(codes: readonly RefusalCode[]): Node {
  const examples = codes.map((code) => {
    const value = problemOf(new ProblemError(code))
    return [code, { summary: `${statusOf(code)}: ${refusalText(code, 'en')}`, value }] as const
  })
  const schema = { $ref: '#/components/schemas/Problem' }
  const content = { [PROBLEM]: { schema, examples: Object.fromEntries(examples) } }
  return { description: 'A problem; its `code` says which', content }
}

function nodeOf(of: Node, name: string): Node {
  return asSchema(of[name])
}
