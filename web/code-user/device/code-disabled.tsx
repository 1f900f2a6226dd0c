import type { Problem } from '../../../contract/problem.ts'
import { Refusal } from '../../foundation/components/note.tsx'
import { Frame } from '../frame.tsx'
import { texts } from '../texts/texts.ts'

export function CodeDisabled({ problem }: { problem: Problem }) {
  return (
    <Frame name="Lotse" isNameHeading>
      <Refusal problem={problem}>{texts.value.codeDisabledText}</Refusal>
    </Frame>
  )
}
