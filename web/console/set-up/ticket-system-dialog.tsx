import { paths } from '../../../contract/paths.ts'
import type { TicketSystemView } from '../../../contract/ticket-systems.ts'
import { RadioGroup } from '../../foundation/components/choice.tsx'
import { ComboBox, TextBox } from '../../foundation/components/field.tsx'
import { useConsole } from '../console.ts'
import { FormDialog, useForm, type Form } from './form.tsx'
import { connectionTexts } from './texts/texts.ts'

type Row = TicketSystemView
type Props = { row: Row | null; onClose: () => void; onDone: (system: Row) => Promise<void> }

const KINDS = ['request_tracker', 'signed_webhook'] as const
const LANGUAGES = ['en', 'de'] as const

/** Name, kind and language are for good: links and comments that are there carry them. */
export function TicketSystemDialog({ row, onClose, onDone }: Props) {
  const { api } = useConsole()
  const form = useForm(valueOf(row), async (key, { credential, url, ...others }) => {
    const reached = { url: url.trim(), ...(credential ? { credential } : {}) }
    const system = row
      ? await api.put<Row>(paths.ticketSystem(row.id), { key, body: reached })
      : await api.post<Row>(paths.ticketSystems, {
          key,
          body: { credential, ...others, ...reached },
        })
    await onDone(system)
  })
  const { tickets } = connectionTexts.value
  const { kind, url, credential, language } = form.value.value
  return (
    <FormDialog title={row ? tickets.edit : tickets.add} form={form} onClose={onClose}>
      {!row && <KindAndName form={form} />}
      <TextBox
        label={tickets.url}
        value={url}
        onInput={(url) => form.set({ url })}
        error={form.errorAt('/url')}
        maxLength={2000}
        autocomplete="off"
      />
      <TextBox
        label={tickets.credential[kind]}
        hint={row ? tickets.keepCredential : undefined}
        optional={row ? 'quiet' : undefined}
        value={credential}
        onInput={(credential) => form.set({ credential })}
        error={form.errorAt('/credential')}
        maxLength={500}
        autocomplete="off"
      />
      {!row && (
        <ComboBox
          label={tickets.language}
          value={language}
          choices={LANGUAGES.map((each) => ({ value: each, label: tickets.languages[each] }))}
          onChange={(value) =>
            form.set({ language: LANGUAGES.find((each) => each === value) ?? 'en' })
          }
        />
      )}
    </FormDialog>
  )
}

/** Only once: they stay what they are. */
function KindAndName({ form }: { form: Form<ReturnType<typeof valueOf>> }) {
  const { tickets } = connectionTexts.value
  const { kind, name } = form.value.value
  return (
    <>
      <RadioGroup
        label={tickets.kind}
        value={kind}
        choices={KINDS.map((each) => ({ value: each, label: tickets.kinds[each] }))}
        onChange={(value) =>
          form.set({ kind: KINDS.find((each) => each === value) ?? 'request_tracker' })
        }
      />
      <TextBox
        label={tickets.name}
        hint={tickets.nameHint}
        value={name}
        onInput={(name) => form.set({ name })}
        error={form.errorAt('/name')}
        maxLength={60}
        autocomplete="off"
      />
    </>
  )
}

function valueOf(row: Row | null) {
  return {
    name: row?.name ?? '',
    kind: row?.kind ?? ('request_tracker' as const),
    url: row?.url ?? 'https://',
    credential: '',
    language: row?.language ?? ('en' as const),
  }
}
