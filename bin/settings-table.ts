import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SECTIONS, variableOf } from './settings.ts'

const DOCUMENT = fileURLToPath(new URL('../docs/operations.md', import.meta.url))
const BEGIN = '<!-- settings: made by bin/settings-table.ts -->'
const END = '<!-- end of settings -->'

interface DescribedSchema {
  readonly description?: string
  readonly default?: unknown
}

/** docs/operations.md as it is, and as it would be with a current table. */
export function readDocument(): { current: string; wanted: string } {
  const current = readFileSync(DOCUMENT, 'utf8')
  const begin = current.indexOf(BEGIN)
  const end = current.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`${DOCUMENT} has no place for the table`)
  const before = current.slice(0, begin + BEGIN.length)
  return { current, wanted: `${before}\n\n${settingsTable()}\n\n${current.slice(end)}` }
}

function settingsTable(): string {
  const tables = Object.entries(SECTIONS).map(([title, section]) => {
    // Members that every JSON schema may have.
    const properties = Object.entries(section.properties as Record<string, DescribedSchema>)
    const required: readonly string[] = section.required
    const rows = properties.map(([name, schema]) => row(name, schema, required.includes(name)))
    return [`**${title}**`, '', '| Variable | Default | |', '|---|---|---|', ...rows].join('\n')
  })
  return tables.join('\n\n')
}

function row(name: string, schema: DescribedSchema, isRequired: boolean): string {
  const empty = isRequired ? 'required' : ''
  const value = schema.default === undefined ? empty : `\`${String(schema.default) || '(none)'}\``
  return `| \`${variableOf(name)}\` | ${value} | ${schema.description ?? ''} |`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(DOCUMENT, readDocument().wanted)
}
