import fc from 'fast-check'

/** A JSON schema as the document has it: what TypeBox makes, references resolved. */
export type Schema = {
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean
  patternProperties?: Record<string, Schema>
  items?: Schema
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  pattern?: string
  format?: string
}

type Any = fc.Arbitrary<unknown>

/** Values that a schema accepts. */
export function valid(schema: Schema): Any {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valid))
  switch (schema.type) {
    case 'string':
      return validText(schema)
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1_000_000 })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return validList(schema)
    case 'object':
      return validObject(schema)
    default:
      return fc.constant(null)
  }
}

function validText({ format, pattern, minLength = 0, maxLength = 60 }: Schema): Any {
  if (format === 'uuid') return fc.uuid()
  if (format === 'email') return fc.nat(9999).map((number) => `person${number}@example.org`)
  const max = Math.min(maxLength, minLength + 40)
  if (pattern && pattern !== '\\S') {
    const rule = new RegExp(pattern)
    // Long ones, such as keys, would hardly ever come up by chance.
    const long = 'A'.repeat(minLength)
    if (minLength > 8 && rule.test(long)) return fc.constant(long)
    return fc.stringMatching(rule)
  }
  const text = fc.string({ minLength, maxLength: max, unit: 'binary-ascii' })
  return pattern ? text.map((each) => `x${each.slice(1)}`) : text
}

function validList({ items = {}, minItems = 0, maxItems = 4, uniqueItems }: Schema): Any {
  const limits = { minLength: minItems, maxLength: Math.min(maxItems, minItems + 3) }
  return uniqueItems ? fc.uniqueArray(valid(items), limits) : fc.array(valid(items), limits)
}

function validObject({ properties, required = [], patternProperties }: Schema): Any {
  if (!properties) {
    const [value = { type: 'string' }] = Object.values(patternProperties ?? {})
    return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), valid(value), { maxKeys: 3 })
  }
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, valid(schema)]),
  )
  return fc.record(model, { requiredKeys: required })
}

/** Values with one constraint broken, each of a kind that the schema has. */
export function broken(schema: Schema): Any {
  if (schema.type !== 'object' || !schema.properties) return fc.constant(['no object at all'])
  const { properties, required = [] } = schema
  const whole = valid(schema)
  const kinds: Any[] = [
    whole.map((value) => ({ ...Object(value), unknownField: 1 })),
    fc.constantFrom(null, 7, 'text', [], true),
    ...required.map((name) => whole.map((value) => without(Object(value), name))),
    ...Object.entries(properties).flatMap(([name, each]) =>
      wrongValues(each).map((wrong) => whole.map((value) => ({ ...Object(value), [name]: wrong }))),
    ),
  ]
  return fc.oneof(...kinds)
}

function without(value: object, name: string): object {
  return Object.fromEntries(Object.entries(value).filter(([each]) => each !== name))
}

/** What is of another type, too long, too short, too small, too large, or in no list. */
function wrongValues(schema: Schema): unknown[] {
  const { type, maxLength, minLength, minimum, maximum, maxItems, minItems } = schema
  const wrong: unknown[] = [{ never: 'an object' }]
  if (schema.anyOf || schema.enum || schema.const !== undefined) return wrong
  if (type !== 'string') wrong.push('text')
  if (type !== 'integer') wrong.push(12.5)
  if (maxLength !== undefined) wrong.push('x'.repeat(maxLength + 1))
  if (minLength !== undefined && minLength > 0) wrong.push('')
  if (minimum !== undefined) wrong.push(minimum - 1)
  if (maximum !== undefined) wrong.push(maximum + 1)
  if (maxItems !== undefined) wrong.push(Array.from({ length: maxItems + 1 }, () => 'x'))
  if (minItems !== undefined && minItems > 0) wrong.push([])
  return type === 'object' ? wrong.slice(1) : wrong
}
