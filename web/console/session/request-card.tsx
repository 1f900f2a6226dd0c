import type { EmployeeSessionView } from '../../../contract/views.ts'
import { pages } from '../../../contract/paths.ts'
import { Icon } from '../../foundation/components/icon.tsx'
import { check, x } from '../../foundation/icons.ts'
import { Fact, Facts } from './facts.tsx'
import { texts } from './texts/texts.ts'

type Props = { session: EmployeeSessionView }

/** Who wants what, at which machine. */
export function RequestCard({ session }: Props) {
  const { reason, requesterName, device, email, answers } = session
  return (
    <section class="card general-request">
      <h2>{texts.value.request}</h2>
      <Facts>
        <Fact label={texts.value.reason} isWide>
          {reason}
        </Fact>
        <Fact label={texts.value.requester}>{requesterName}</Fact>
        <Fact label={texts.value.device}>
          <a class="text-link" href={`${pages.devices}?device=${device.id}`}>
            {device.label}
          </a>
        </Fact>
        <Fact label={texts.value.consent}>
          <Consent session={session} />
        </Fact>
        <Fact label={texts.value.template}>{device.template.name}</Fact>
        <Fact label={texts.value.serial}>{device.serial}</Fact>
        <Fact label={texts.value.location}>{device.location}</Fact>
        {email && (
          <Fact label={texts.value.email} isWide>
            {email}
          </Fact>
        )}
        {answers.map(({ question, answer }) => (
          <Fact key={question} label={question} isWide>
            {answer}
          </Fact>
        ))}
      </Facts>
    </section>
  )
}

function Consent({ session: { consent, rules } }: Props) {
  const { recordingOff, consentUndecided, consentFirstCall, consentThisCall } = texts.value
  const { consentDeclined, consentWithdrawn } = texts.value
  if (!rules.recordingAllowed) return <>{recordingOff}</>
  if (!consent) return <>{consentUndecided}</>
  if (consent.decision === 'given') {
    return (
      <span class="consent consent-given">
        <Icon shapes={check} size={16} />
        {consent.call === null ? consentFirstCall : consentThisCall}
      </span>
    )
  }
  return (
    <span class="consent">
      <Icon shapes={x} size={16} />
      {consent.decision === 'declined' ? consentDeclined : consentWithdrawn}
    </span>
  )
}
