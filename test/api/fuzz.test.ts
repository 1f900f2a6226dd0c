import fc from 'fast-check'
import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type { Answer, Browser } from './browser.ts'
import { broken, valid, type Schema } from './fuzz-inputs.ts'
import { makeService, type Service } from './service.ts'
import { API_KEY, CODES } from './town.ts'

/** What the suite can afford; LOTSE_TEST_INPUTS=200000 is for a night. */
const INPUTS = Number(process.env['LOTSE_TEST_INPUTS'] ?? 20_000)
/** Inputs that are under way at the same time. */
const AT_ONCE = 8
const SEED = 20_261_123

// Nobody is slowed down here, but who guesses passwords: hashing one is meant to be slow.
const WIDE = { burst: 1_000_000, perMinute: 1_000_000 }
const rates = { address: WIDE, apiKey: WIDE, code: WIDE, request: WIDE, guess: WIDE }
// On a slow machine nobody is told to come back: that would be an error of ours.
const service = makeService(t, { settings: { rates }, commandDeadlineMs: 90_000 })

/** Whoever asks would be nobody afterwards. */
const ENDS_LOGIN: readonly string[] = [paths.logout, paths.password]

type Operation = {
  method: string
  path: string
  parameters: { name: string; in: string; schema: Schema; required?: boolean }[]
  body: Schema | undefined
  responses: Record<string, unknown>
}
type Input = { operation: Operation; who: number; path: string; body: unknown; isBroken: boolean }

t.test('no input is answered with an error of ours', { timeout: 900_000 }, async (t) => {
  const all = await service
  const people = await principals(all)
  const operations = operationsOf(all)
  t.ok(operations.length > 60)
  t.comment(`seed ${SEED}, ${INPUTS} inputs, ${operations.length} operations`)
  const answered = new Map<number, number>()
  const wrong: string[] = []
  const inputs = fc.sample(fc.oneof(...operations.map(inputFor)), {
    numRuns: INPUTS,
    seed: SEED,
  })
  const waiting = inputs.values()
  const work = async () => {
    for (const { operation, who, path, body, isBroken } of waiting) {
      const person = people[who % people.length]
      if (!person) throw new Error('nobody asks')
      const { method } = operation
      const answer = await person(method, path, body)
      const { statusCode } = answer
      answered.set(statusCode, (answered.get(statusCode) ?? 0) + 1)
      const fault = isBroken && statusCode < 400 ? 'accepted' : faultIn(operation, answer)
      if (fault) wrong.push(`${fault}: ${statusCode} ${method} ${path} ${JSON.stringify(body)}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  t.same(wrong.slice(0, 5), [], 'accepted only what the document allows, answered as it says')
  t.comment([...answered].map(([status, count]) => `${status}: ${count}`).join(', '))
  t.ok((answered.get(400) ?? 0) > INPUTS / 10, 'what is wrong is refused')
  const accepted = [200, 201, 202, 204].reduce((sum, each) => sum + (answered.get(each) ?? 0), 0)
  t.ok(accepted > INPUTS / 20, 'the rest is answered')
})

/** What is wrong with an answer; bodies of successes are checked against their schemas anyway. */
function faultIn({ responses }: Operation, { statusCode, headers, json }: Answer) {
  if (statusCode >= 500) return 'an error of ours'
  if (statusCode < 400) return statusCode in responses ? undefined : 'no such success'
  if (!String(headers['content-type']).includes('problem+json')) return 'no problem'
  const code = String(Reflect.get(Object(json), 'code'))
  return problemsOf(responses).includes(code) ? undefined : `${code} is not documented`
}

/** The codes that the document has an example of. */
function problemsOf({ default: problem }: Operation['responses']): string[] {
  const content: unknown = Reflect.get(Object(problem), 'content')
  const body: unknown = Reflect.get(Object(content), 'application/problem+json')
  return Object.keys(Object(Reflect.get(Object(body), 'examples')))
}

/** Made once per operation: arbitraries are dear to make and cheap to use. */
function inputFor(operation: Operation): fc.Arbitrary<Input> {
  const { body, parameters, path } = operation
  const queries = parameters.filter((each) => each.in === 'query' && each.name !== 'as')
  const query = fc.record(
    Object.fromEntries(queries.map(({ name, schema }) => [name, valid(schema)])),
    { requiredKeys: queries.filter(({ required }) => required).map(({ name }) => name) },
  )
  const address = fc
    .tuple(pathFor(path, parameters), query)
    .map(([filled, each]) => `${filled}${queryText(each)}`)
  const common = { operation: fc.constant(operation), who: fc.nat(3), path: address }
  const right = fc.record({
    ...common,
    isBroken: fc.constant(false),
    body: body ? valid(body) : fc.constant(undefined),
  })
  if (!body) return right
  return fc.oneof(right, fc.record({ ...common, isBroken: fc.constant(true), body: broken(body) }))
}

function pathFor(path: string, parameters: Operation['parameters']): fc.Arbitrary<string> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const values = names.map((name) => {
    const schema = parameters.find((each) => each.in === 'path' && each.name === name)?.schema
    return fc.oneof(valid(schema ?? { type: 'string' }), fc.uuid(), fc.string({ minLength: 1 }))
  })
  return fc
    .tuple(...values)
    .map((filled) =>
      names.reduce(
        (text, name, index) =>
          text.replace(`{${name}}`, encodeURIComponent(wellFormed(filled[index]))),
        path,
      ),
    )
}

function queryText(query: object): string {
  const pairs = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(wellFormed(value))}`,
  )
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

// Half a surrogate pair cannot be in an address.
function wellFormed(value: unknown): string {
  return String(value).replaceAll(/\p{Surrogate}/gu, '?') || '0'
}

function operationsOf({ app }: Service): Operation[] {
  const document: unknown = app.swagger()
  const all = Object.entries(Object(Reflect.get(Object(document), 'paths')) as object)
  return all
    .filter(([path]) => !ENDS_LOGIN.includes(path))
    .flatMap(([path, item]) =>
      Object.entries(Object(item) as Record<string, object>).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        // An OpenAPI document has these here.
        parameters: (Reflect.get(operation, 'parameters') ?? []) as Operation['parameters'],
        body: bodyOf(operation),
        responses: Object(Reflect.get(operation, 'responses')) as Record<string, unknown>, // too
      })),
    )
}

function bodyOf(operation: object): Schema | undefined {
  const content: unknown = Reflect.get(Object(Reflect.get(operation, 'requestBody')), 'content')
  const json: unknown = Reflect.get(Object(content), 'application/json')
  // Bodies are inline in the document.
  return Reflect.get(Object(json), 'schema') as Schema | undefined
}

type Person = (method: string, path: string, body: unknown) => ReturnType<Browser['send']>

async function principals(all: Service): Promise<Person[]> {
  const ada = await all.browser().signIn('Ada')
  const anna = await all.browser().signIn('Anna')
  const phone = all.browser()
  await phone.openCode(CODES.press)
  const key = all.browser()
  const authorization = { authorization: `Bearer ${API_KEY}`, 'lotse-actor': '' }
  let keys = 0
  const ask =
    (browser: Browser, headers: Record<string, string>): Person =>
    (method, path, body) =>
      browser.send(
        method === 'GET' || method === 'POST' || method === 'PUT' ? method : 'DELETE',
        path,
        {
          headers,
          key: `fuzz-key-${++keys}`,
          ...(method === 'GET' ? {} : { body: body === undefined ? {} : JSON.stringify(body) }),
        },
      )
  const json = { 'content-type': 'application/json' }
  return [
    ask(ada, json),
    ask(anna, json),
    ask(phone, json),
    ask(key, { ...json, ...authorization }),
  ]
}
