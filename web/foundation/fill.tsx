import type { ComponentChild } from 'preact'

/** `fill('{who} started call {call}', …)`: the sentence with its names set off. */
export function fill(template: string, names: Record<string, ComponentChild>): ComponentChild[] {
  return template.split(/(\{\w+\})/).map((part, index) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name === undefined) return part
    return <strong key={index}>{names[name] ?? ''}</strong>
  })
}
