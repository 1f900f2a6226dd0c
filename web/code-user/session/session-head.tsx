import type { ComponentChildren } from 'preact'
import { paths } from '../../../contract/paths.ts'
import type { CodeUserSessionView } from '../../../contract/views.ts'
import { refusalFor } from '../../../domain/session-rules.ts'
import { useCommand } from '../../foundation/command.ts'
import { Tag } from '../../foundation/components/badge.tsx'
import { Button } from '../../foundation/components/button.tsx'
import { Note, Refusal, sentenceFor } from '../../foundation/components/note.tsx'
import { StatusBar } from '../../foundation/components/status-bar.tsx'
import { users } from '../../foundation/icons.ts'
import { useCodeUser } from '../code-user.ts'
import { EmergencyPhone, Frame, Heading } from '../frame.tsx'
import { labelName } from '../../foundation/label-name.ts'
import { texts } from '../texts/texts.ts'
import './session-head.css'

type Props = {
  session: CodeUserSessionView
  title: string
  text?: string | undefined
  children?: ComponentChildren
  /** Where nothing is to be pressed, the emergency phone stands there. */
  footer?: ComponentChildren
}

/** What all screens of a session have: whose, what happened, where it is on its way. */
export function SessionFrame({ session, title, text, children, footer }: Props) {
  const { number, device, status, steps, organisationName, emergencyPhone } = session
  const phone = emergencyPhone ? <EmergencyPhone number={emergencyPhone} /> : undefined
  return (
    <Frame name={organisationName} footer={footer ?? phone}>
      <div class="session-head">
        <p>
          {texts.value.sessionOf(number, device.label)}{' '}
          {session.labels.map((label) => (
            <Tag key={label.id} colour={label.colour}>
              {labelName(label)}
            </Tag>
          ))}
        </p>
        <Heading key={title}>{title}</Heading>
        {text && <p class="session-text">{text}</p>}
      </div>
      <StatusBar status={status} steps={steps} />
      <Waiting session={session} />
      {children}
    </Frame>
  )
}

/** Another browser wants to take part; the one that was here first may let it in. */
function Waiting({ session }: { session: CodeUserSessionView }) {
  const { api, sessions } = useCodeUser()
  const [first] = session.waiting
  const admit = useCommand(async (key, participantId: string) => {
    const body = { participantId }
    const path = paths.admission(session.id)
    sessions.put(await api.post<CodeUserSessionView>(path, { key, body }))
  })
  if (!first) return null
  const { participantId } = session.me
  const actor = { kind: 'code_user', id: participantId, relation: 'participant' } as const
  const refusal = refusalFor(session.rules, actor, 'admit')
  return (
    <Note kind="accent" icon={users}>
      <div class="session-waiting">
        <p>{texts.value.otherPhoneWaits}</p>
        <Button
          variant="primary"
          isBusy={admit.isBusy.value}
          refusal={refusal && sentenceFor({ code: refusal.code })}
          onPress={() => admit.press(first.id)}
        >
          {texts.value.admit}
        </Button>
      </div>
      {admit.problem.value && <Refusal problem={admit.problem.value} />}
    </Note>
  )
}
