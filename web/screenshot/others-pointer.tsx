import { Icon } from '../foundation/components/icon.tsx'
import { pointer } from '../foundation/icons.ts'
import type { SharedScreenshot } from './shared-screenshot.ts'

type Props = { shared: SharedScreenshot; scale: number; name: string }

/** Where the other side is, with their name. */
export function OthersPointer({ shared, scale, name }: Props) {
  const at = shared.other.at.value
  if (!at) return null
  const side = shared.link.side === 'employee' ? 'code_user' : 'employee'
  const place = { translate: `${at.x * scale}px ${at.y * scale}px` }
  return (
    <div class="shot-pointer" data-side={side} style={place} aria-hidden="true">
      <Icon shapes={pointer} size={20} />
      <span>{name}</span>
    </div>
  )
}
