import { signal } from '@preact/signals'
import type { Placed, Point } from '../../domain/screenshot-shapes.ts'
import type { PointerMessage } from './screenshot-link.ts'

/** Where the other side is in a screenshot, and what it is just drawing. */
export class OtherPointer {
  readonly isHere = signal(false)
  readonly at = signal<Point | null>(null)
  readonly draft = signal<Placed | null>(null)

  /** True when it has only just come: then it has not heard of this side yet. */
  see({ isOpen, at, draft }: PointerMessage): boolean {
    const isNew = isOpen && !this.isHere.peek()
    this.isHere.value = isOpen
    this.at.value = isOpen ? at : null
    this.draft.value = draft && isOpen ? grown(this.draft.peek(), draft) : null
    return isNew
  }

  leave(): void {
    this.isHere.value = false
    this.at.value = null
    this.draft.value = null
  }
}

type Draft = NonNullable<PointerMessage['draft']>

/** A pen's points arrive piece by piece. */
function grown(before: Placed | null, { id, shape, goesOn }: Draft): Placed {
  const isSame = goesOn && before?.id === id
  if (!isSame || shape.kind !== 'pen' || before.shape.kind !== 'pen') return { id, shape }
  return { id, shape: { ...shape, points: [...before.shape.points, ...shape.points] } }
}
