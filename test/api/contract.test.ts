import { readFileSync } from 'node:fs'
import t from 'tap'
import { ClientCallMessage, ServerCallMessage } from '../../contract/call-messages.ts'
import { ClientLiveMessage, ServerLiveMessage } from '../../contract/live-messages.ts'
import { paths } from '../../contract/paths.ts'
import { COMMANDS } from '../../domain/command.ts'
import { REFUSAL_CODES } from '../../domain/refusal.ts'
import { LANGUAGES, refusalText } from '../../domain/refusal-texts.ts'
import { statusOf } from '../../api/problems.ts'
import { updates } from '../../workflows/messages.ts'
import { ROUTES } from './command-routes.ts'
import { makeService } from './service.ts'

const service = makeService(t, { hasWorker: false })
t.test('every update has a route in the document', async (t) => {
  const { app } = await service
  t.same(Object.keys(updates).toSorted(), [...COMMANDS].toSorted())
  const documented = app.swagger().paths ?? {}
  for (const [command, route] of Object.entries(ROUTES)) {
    const [method = '', path = ''] = route.split(' ')
    t.ok(Reflect.get(Object(documented[path]), method), `${command}: ${route}`)
  }
})

t.test('every path that pages build leads to a route', async (t) => {
  const { app } = await service
  const routes = Object.keys(app.swagger().paths ?? {})
  const sockets = [paths.live, paths.callSocket('1')]
  for (const path of Object.values(paths)) {
    // Any builder takes such parts.
    const build = path as string | ((...parts: unknown[]) => string)
    const url = typeof build === 'string' ? build : build('1', 1, 'x')
    t.ok(sockets.includes(url) || routes.some((route) => fits(route, url)), url)
  }
})

t.test('the document is OpenAPI 3.1 and every reference in it leads somewhere', async (t) => {
  const { browser } = await service
  const answer = await browser().get('/api/v1/openapi.json')
  t.match(answer.json, { openapi: '3.1.0', info: { title: 'Lotse' } })
  const document: unknown = answer.json
  const references = [...answer.body.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
  t.ok(references.length > 20)
  const lost = references.filter((path) => follow(document, path.split('/')) === undefined)
  t.same([...new Set(lost)], [])
})

t.test('the page of the document explains every problem', async (t) => {
  const { browser } = await service
  const { body, headers } = await browser().get('/api/docs')
  t.match(headers['content-type'], 'text/html')
  t.match(body, '<a href="#already_confirmed"><code>already_confirmed</code></a>')
  for (const code of REFUSAL_CODES) {
    t.match(body, `<dt id="${code}">`)
    t.ok(statusOf(code) >= 400, `${code} has a status`)
    for (const language of LANGUAGES) t.match(body, refusalText(code, language).slice(0, 12))
  }
})

t.test('docs/protocol.md lists exactly the messages of the sockets', async (t) => {
  const text = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8')
  const [, live = '', call = ''] = /## Live socket(.*)## Call socket(.*)/s.exec(text) ?? []
  const sections = {
    'from a live page': [part(live, 'From'), ClientLiveMessage],
    'to a live page': [part(live, 'To'), ServerLiveMessage],
    'from a call page': [part(call, 'From'), ClientCallMessage],
    'to a call page': [part(call, 'To'), ServerCallMessage],
  } as const
  for (const [name, [section, union]] of Object.entries(sections)) {
    const listed = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, type]) => type)
    const known = union.anyOf.map((message) => message.properties.type.const)
    t.same(listed, [...known], name)
  }
})

function part(section: string, way: 'From' | 'To'): string {
  const [, text = ''] = new RegExp(`### ${way} the page(.*?)(?=###|$)`, 's').exec(section) ?? []
  return text
}

function follow(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (of, name) => Reflect.get(Object(of), name.replaceAll('~1', '/').replaceAll('~0', '~')),
    document,
  )
}

/** Whether an address is one of a route's, whatever its placeholders are called. */
function fits(route: string, url: string): boolean {
  const known = route.split('/')
  const parts = url.split('/')
  const isSame = (each: string, index: number) => each.startsWith('{') || each === parts[index]
  return known.length === parts.length && known.every(isSame)
}
