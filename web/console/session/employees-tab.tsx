import type { EmployeeSessionView } from '../../../contract/views.ts'
import { Avatar } from '../../foundation/components/badge.tsx'
import { EmptyState } from '../../foundation/components/states.tsx'
import { formatShortly } from '../../foundation/formatting.ts'
import { check, eye, eyeOff, users } from '../../foundation/icons.ts'
import { Icon } from '../../foundation/components/icon.tsx'
import { Note } from '../../foundation/components/note.tsx'
import { useConsole } from '../console.ts'
import { texts } from './texts/texts.ts'
import { ToldList } from './told-list.tsx'
import './employees-tab.css'

type Props = { session: EmployeeSessionView }
type Recipient = EmployeeSessionView['recipients'][number]

/** Who was told of it and why, who has looked, who is responsible. */
export function EmployeesTab({ session }: Props) {
  const { responsible, recipients } = session
  const isListed = recipients.some(({ employee }) => employee.id === responsible?.id)
  if (recipients.length === 0 && !responsible) {
    return (
      <EmptyState
        icon={users}
        title={texts.value.nobodyResponsible}
        text={texts.value.offeredToNobody}
      />
    )
  }
  return (
    <div class="employees-tab">
      {!responsible && (
        <Note>
          {texts.value.nobodyResponsible}. {texts.value.nobodyResponsibleText}
        </Note>
      )}
      <ul class="employees">
        {responsible && !isListed && <Row employee={responsible} isResponsible />}
        {recipients.map((recipient) => (
          <Row
            key={recipient.employee.id}
            employee={recipient.employee}
            recipient={recipient}
            isResponsible={recipient.employee.id === responsible?.id}
          />
        ))}
      </ul>
      <ToldList session={session} />
    </div>
  )
}

type RowProps = { employee: Recipient['employee']; recipient?: Recipient; isResponsible: boolean }

function Row({ employee, recipient, isResponsible }: RowProps) {
  const { me } = useConsole()
  const isMe = employee.id === me.id
  return (
    <li class="employee">
      <Avatar name={employee.name} isMe={isMe} size="large" />
      <span class="employee-name">
        {isMe ? texts.value.nameAndYou(employee.name) : employee.name}
        {recipient && <small>{reasonOf(recipient)}</small>}
      </span>
      {recipient && <Seen at={recipient.seenAt} />}
      {isResponsible && (
        <span class="employee-role">
          <Icon shapes={check} size={16} />
          {texts.value.isResponsible}
        </span>
      )}
    </li>
  )
}

function Seen({ at }: { at: number | null }) {
  return (
    <span class={at === null ? 'employee-seen employee-unseen' : 'employee-seen'}>
      <Icon shapes={at === null ? eyeOff : eye} size={16} />
      {at === null ? texts.value.notSeen : texts.value.seen(formatShortly(at))}
    </span>
  )
}

function reasonOf({ because: { rule, department } }: Recipient): string {
  const { because, aDepartment } = texts.value
  switch (rule) {
    case 'device_department':
      return because.device_department(department ?? aDepartment)
    case 'template_department':
      return because.template_department(department ?? aDepartment)
    case 'organisation':
      return because.organisation
    case 'assigned':
      return because.assigned
  }
}
