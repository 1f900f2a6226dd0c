import { readFileSync } from 'node:fs'
import t from 'tap'
import { Compile } from 'typebox/compile'
import { COMMANDS } from '../../domain/command.ts'
import { REFUSAL_CODES } from '../../domain/refusal.ts'
import { RATES } from '../../api/rate-limits.ts'
import { statusOf } from '../../api/problems.ts'
import { closed, documentedCodes, member } from './answer-check.ts'
import { ROUTES } from './command-routes.ts'
import { makeService } from './service.ts'

const service = makeService(t, { hasWorker: false })
const PROBLEM = 'application/problem+json'

type Shown = { where: string; schema: unknown; examples: unknown[] }

/** Everything in the document that has a schema of its own, with its examples. */
function shownIn(document: object): Shown[] {
  return operationsOf(document).flatMap(({ key, operation }) => {
    const parameters = listOf(member(operation, 'parameters')).map((each) => {
      return holder(`${key} ${String(member(each, 'name'))}`, each)
    })
    const body = contents(`${key} body`, member(operation, 'requestBody'))
    const responses = Object.entries(Object(member(operation, 'responses')))
    const answers = responses.flatMap(([status, each]) => contents(`${key} ${status}`, each))
    return [...parameters, ...body, ...answers]
  })
}

function operationsOf(document: object) {
  return Object.entries(Object(member(document, 'paths'))).flatMap(([path, item]) =>
    Object.entries(Object(item)).map(([method, operation]) => ({
      key: `${method} ${path}`,
      operation,
    })),
  )
}

function contents(where: string, of: unknown): Shown[] {
  const content = Object.entries(Object(member(of, 'content')))
  return content.filter(([type]) => type.includes('json')).map(([, each]) => holder(where, each))
}

function holder(where: string, of: unknown): Shown {
  const examples = Object.values(Object(member(of, 'examples')))
  return {
    where,
    schema: member(of, 'schema'),
    examples: examples.map((each) => member(each, 'value')),
  }
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

t.test('every operation shows an example of all that it takes and answers', async (t) => {
  const { app } = await service
  const document = app.swagger()
  const shown = shownIn(document)
  t.ok(shown.length > 250, `${shown.length} places`)
  t.same(
    shown.filter(({ examples }) => examples.length === 0).map(({ where }) => where),
    [],
    'none is without',
  )
  const wrong = shown.flatMap(({ where, schema, examples }) => {
    const check = Compile(Object(closed(document, schema)))
    return examples.filter((each) => !check.Check(each)).map((each) => ({ where, example: each }))
  })
  t.same(wrong, [], 'and each is what its schema says')
})

t.test('every operation says each problem that it can be answered with', async (t) => {
  const { app } = await service
  const document = app.swagger()
  const seen = new Set<string>()
  for (const { key, operation } of operationsOf(document)) {
    const content = member(member(member(operation, 'responses'), 'default'), 'content')
    const examples = Object.entries(Object(member(member(content, PROBLEM), 'examples')))
    t.ok(examples.length > 2, key)
    for (const [code, example] of examples) {
      seen.add(code)
      t.match(member(example, 'value'), { code, status: Reflect.apply(statusOf, null, [code]) })
    }
  }
  const unsaid = REFUSAL_CODES.filter((code) => !seen.has(code))
  t.same(unsaid, [], 'and every code is said somewhere')
})

t.test('what the rules of a command refuse is said at its route', async (t) => {
  const { app } = await service
  const table = readFileSync(new URL('../domain/session-rules.table.txt', import.meta.url), 'utf8')
  const rows = table.trim().split('\n').slice(1)
  for (const command of COMMANDS) {
    const own = rows.filter((row) => row.startsWith(`${command} `))
    const codes = new Set(own.flatMap((row) => row.split(/ +/).slice(2)))
    codes.delete('yes')
    const [method = '', path = ''] = ROUTES[command].split(' ')
    const documented = documentedCodes(app.swagger(), { method, path })
    t.same(
      [...codes].filter((code) => !documented.includes(code)),
      [],
      command,
    )
  }
})

const integrating = readFileSync(new URL('../../docs/integrating.md', import.meta.url), 'utf8')

t.test('docs/integrating.md names the limits that there are', async (t) => {
  const rows = [...integrating.matchAll(/^\| `(\w+)`[^|]*\| (\d+) \| (\d+) \|$/gm)]
  t.equal(rows.length, 4)
  for (const [, name = '', burst, perMinute] of rows) {
    const rate: unknown = Reflect.get(RATES, name)
    t.same(rate, { burst: Number(burst), perMinute: Number(perMinute) }, name)
  }
})

t.test('docs/integrating.md names paths that there are', async (t) => {
  const { app } = await service
  const known = Object.keys(app.swagger().paths ?? {})
  const named = [...integrating.matchAll(/\/api\/v1[\w/<>${}.-]*/g)].map(([path]) => path)
  t.ok(named.length > 3)
  for (const path of named) {
    const parts = path.split('/')
    const isThere = known.some((each) => {
      const own = each.split('/')
      return (
        own.length === parts.length &&
        own.every((part, index) => part.startsWith('{') || part === parts[index])
      )
    })
    t.ok(isThere, path)
  }
})
