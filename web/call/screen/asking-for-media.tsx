import { Icon } from '../../foundation/components/icon.tsx'
import { microphone, video } from '../../foundation/icons.ts'
import type { Intent } from '../media-problem.ts'
import { texts } from '../texts/texts.ts'
import './asking-for-media.css'

/** The browser has its question open; seen only when the person takes a moment to answer. */
export function AskingForMedia({ intent, wantsCamera }: { intent: Intent; wantsCamera: boolean }) {
  return (
    <div class="asking-for-media" role="status">
      <Icon shapes={wantsCamera ? video : microphone} size={32} />
      <h2>{wantsCamera ? texts.value.allowMedia : texts.value.allowMicrophone}</h2>
      <p>
        {texts.value.allowMediaText} {texts.value.notYet[intent]}
      </p>
    </div>
  )
}
