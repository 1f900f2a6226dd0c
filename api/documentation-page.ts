import { REFUSAL_CODES, type RefusalCode } from '../domain/refusal.ts'
import { refusalText } from '../domain/refusal-texts.ts'
import { statusOf } from './problems.ts'

const METHODS = ['get', 'post', 'put', 'delete'] as const

/** What the page shows of an OpenAPI document; everything in it is our own. */
type Operation = {
  tags?: readonly string[]
  summary?: string
  description?: string
  parameters?: readonly unknown[]
  requestBody?: unknown
  responses?: Record<string, Response>
}
type Response = { content?: Record<string, { examples?: Record<string, { value?: unknown }> }> }
type Document = {
  info: { title: string }
  paths?: Record<string, unknown>
  components?: { schemas?: Record<string, unknown> }
}

/** A page without script: every operation with its parameters, every problem code, every schema. */
export function documentationPage(document: Document): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = operationOf(item, method)
      return operation ? [{ path, method, operation }] : []
    }),
  )
  const tags = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? ''))]
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => operation.tags?.[0] === tag)
    return `<section><h2>${escape(tag)}</h2>${own.map(operationHtml).join('')}</section>`
  })
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escape(document.info.title)} API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/api/docs.css"></head>
<body><main><h1>${escape(document.info.title)} API</h1>
<p>For programs: <a href="/api/v1/openapi.json">openapi.json</a>. Requests with an API key send
<code>Authorization: Bearer …</code>; pages send <code>Lotse-Actor: employee</code> or
<code>Lotse-Actor: code-user</code>. Commands take <code>Idempotency-Key</code>: repeating one with
its key has the same effect once.</p>
${sections.join('\n')}
<section><h2>Problems</h2><p>Every answer that is no success is a <code>Problem</code> (RFC 9457).
</p><dl>${REFUSAL_CODES.map(problemHtml).join('')}</dl></section>
${schemasHtml(document)}
</main></body></html>
`
}

type Shown = { path: string; method: string; operation: Operation }

function operationHtml({ path, method, operation }: Shown): string {
  const { summary = '', description, parameters = [], requestBody, responses = {} } = operation
  const details = [
    ...(description ? [`<p>${escape(description)}</p>`] : []),
    ...(parameters.length > 0 ? [`<h4>Parameters</h4>${json(parameters)}`] : []),
    ...(requestBody ? [`<h4>Body</h4>${json(requestBody)}`] : []),
    ...Object.keys(responses).flatMap((status) => answerHtml(status, responses)),
  ]
  return `<details><summary><code><b>${method.toUpperCase()}</b> ${escape(path)}</code>
<span>${escape(summary)}</span></summary>${details.join('')}</details>`
}

/** Of a success its examples, of anything else the codes it can have. */
function answerHtml(status: string, responses: Record<string, Response>): string[] {
  const contents = Object.values(responses[status]?.content ?? {})
  const examples = contents.flatMap((content) => Object.entries(content.examples ?? {}))
  if (examples.length === 0) return []
  if (status !== 'default') {
    return [`<h4>${status}</h4>${examples.map(([, { value }]) => json(value)).join('')}`]
  }
  const codes = examples.map(([code]) => `<a href="#${code}"><code>${code}</code></a>`)
  return [`<h4>Problems</h4><p>${codes.join(', ')}</p>`]
}

function problemHtml(code: RefusalCode): string {
  return `<dt id="${code}"><code>${code}</code> <span>${statusOf(code)}</span></dt>
<dd>${escape(refusalText(code, 'en'))}<br><span lang="de">${escape(refusalText(code, 'de'))}</span></dd>`
}

function schemasHtml({ components }: Document): string {
  const schemas = Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<details id="schema-${escape(name)}"><summary><code>${escape(name)}</code></summary>${json(schema)}</details>`,
  )
  return `<section><h2>Schemas</h2>${schemas.join('')}</section>`
}

function json(value: unknown): string {
  return `<pre>${escape(JSON.stringify(value, null, 2))}</pre>`
}

function operationOf(item: unknown, method: string): Operation | undefined {
  if (typeof item !== 'object' || item === null) return undefined
  // The document is made from our own routes.
  return Reflect.get(item, method) as Operation | undefined
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

export const DOCUMENTATION_STYLE = `
:root { color-scheme: light dark; --line: light-dark(#dde1e1, #2d3434); --quiet: light-dark(#4a5353, #b6bfbf); }
body { margin: 0; font: 1rem/1.6 system-ui, sans-serif; background: light-dark(#f5f6f6, #101313); color: light-dark(#171c1c, #e9eeee); }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
a { color: light-dark(#0f766e, #2dd4bf); }
h2 { margin-top: 2.5rem; text-transform: capitalize; }
details { border: 1px solid var(--line); border-radius: 8px; margin: 0.5rem 0; padding: 0.5rem 0.75rem; background: light-dark(#ffffff, #181c1c); }
summary { cursor: pointer; min-height: 1.75rem; }
summary span, dt span { color: var(--quiet); margin-left: 0.75rem; }
pre { overflow: auto; font-size: 0.8125rem; padding: 0.75rem; background: light-dark(#f0f2f2, #202525); border-radius: 8px; }
dt { margin-top: 1rem; }
dt:target { outline: 2px solid light-dark(#0f766e, #2dd4bf); outline-offset: 4px; }
dd { margin-left: 0; }
dd span { color: var(--quiet); }
`
