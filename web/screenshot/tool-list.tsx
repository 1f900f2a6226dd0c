import { useRef } from 'preact/hooks'
import { moveWithArrows } from '../foundation/arrow-keys.ts'
import { Icon } from '../foundation/components/icon.tsx'
import {
  arrowTool,
  cropTool,
  numberTool,
  pencil,
  pixelateTool,
  pointer,
  rectangleTool,
  textTool,
} from '../foundation/icons.ts'
import { texts } from './texts/texts.ts'
import { TOOL_KEYS, TOOLS, type Desk, type Tool } from './tools.ts'

const ICONS: Record<Tool, string> = {
  select: pointer,
  pen: pencil,
  arrow: arrowTool,
  rectangle: rectangleTool,
  text: textTool,
  number: numberTool,
  pixelate: pixelateTool,
  crop: cropTool,
}

/** What one can do to the picture; at the side, or under it where it is narrow. */
export function ToolList({ desk, areKeysUsed }: { desk: Desk; areKeysUsed: boolean }) {
  const panel = useRef<HTMLDivElement>(null)
  return (
    <div
      ref={panel}
      class="shot-tools"
      role="toolbar"
      aria-label={texts.value.tools}
      onKeyDown={(event) => {
        if (event.key === 'ArrowUp' || event.key === 'ArrowDown') event.stopPropagation()
        moveWithArrows(panel.current, event)
      }}
    >
      {TOOLS.map((tool) => (
        <button
          key={tool}
          type="button"
          class="shot-tool"
          aria-pressed={desk.tool.value === tool}
          onClick={() => desk.choose(tool)}
        >
          <Icon shapes={ICONS[tool]} size={20} />
          <span>{texts.value.tool[tool]}</span>
          {areKeysUsed && (
            <kbd class="key" aria-hidden="true">
              {TOOL_KEYS[tool].toUpperCase()}
            </kbd>
          )}
        </button>
      ))}
    </div>
  )
}
