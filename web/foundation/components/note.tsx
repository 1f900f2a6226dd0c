import type { ComponentChildren } from 'preact'
import type { Problem } from '../../../contract/problem.ts'
import type { RefusalCode } from '../../../domain/refusal.ts'
import { cancelled, info } from '../icons.ts'
import { texts } from '../texts/texts.ts'
import { Icon } from './icon.tsx'
import './note.css'

type NoteProps = {
  kind?: 'neutral' | 'accent' | 'warning'
  icon?: string
  children: ComponentChildren
}

export function Note({ kind = 'neutral', icon = info, children }: NoteProps) {
  return (
    <div class={`note note-${kind}`}>
      <Icon shapes={icon} />
      <div>{children}</div>
    </div>
  )
}

type RefusalProps = {
  problem: Pick<Problem, 'code' | 'responsible' | 'by'>
  /** What can be done about it. */
  children?: ComponentChildren
}

/** A rule said no, or something failed: the sentence of the code, announced at once. */
export function Refusal({ problem, children }: RefusalProps) {
  return (
    <RefusalNote code={problem.code} sentence={sentenceFor(problem)}>
      {children}
    </RefusalNote>
  )
}

type RefusalNoteProps = { code: string; sentence: string; children?: ComponentChildren }

/** The same for codes of another list. */
export function RefusalNote({ code, sentence, children }: RefusalNoteProps) {
  return (
    <div class="note note-refused" role="alert" data-code={code}>
      <Icon shapes={cancelled} />
      <div>
        <strong>{sentence}</strong>
        {children && <p class="note-more">{children}</p>}
      </div>
    </div>
  )
}

/** The sentence of a code, with the name of who it is about where the answer has one. */
export function sentenceFor(
  problem: Pick<Problem, 'code' | 'responsible' | 'by'> | { code: RefusalCode },
): string {
  const responsible = 'responsible' in problem ? problem.responsible?.name : undefined
  const by = 'by' in problem ? problem.by?.name : undefined
  if (problem.code === 'already_confirmed' && responsible) {
    return texts.value.confirmedFirst(responsible)
  }
  if (problem.code === 'not_responsible' && responsible) {
    return texts.value.isResponsible(responsible)
  }
  if (problem.code === 'call_taken' && by) return texts.value.tookCall(by)
  return texts.value.refusal[problem.code]
}
