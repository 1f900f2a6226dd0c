import { paths } from '../../../contract/paths.ts'
import type { TemplateRow } from '../../../contract/set-up-views.ts'
import { Switch } from '../../foundation/components/choice.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { useConsole } from '../console.ts'
import { DepartmentChoice } from './employee-dialog.tsx'
import { FormDialog, NumberBox, useForm, type Form } from './form.tsx'
import { texts } from './texts/texts.ts'

type Props = { row: TemplateRow | null; onClose: () => void; onDone: () => Promise<void> }
/** As typed: minutes for the longest call, empty text for nothing. */
type Values = Pick<TemplateRow, (typeof SWITCHES)[number] | 'name'> & {
  departmentId: string
  emergencyPhone: string
  consentEn: string
  consentDe: string
} & Record<
    'ringSeconds' | 'maxCallMinutes' | 'promisedMinutes' | 'keepRecordingsDays',
    number | null
  >

/** A template and its video-session module. */
export function TemplateDialog({ row, onClose, onDone }: Props) {
  const { api } = useConsole()
  const form = useForm(valuesOf(row), async (key, values) => {
    const body = bodyOf(values)
    if (row) await api.put(paths.template(row.id), { key, body })
    else await api.post(paths.templates, { key, body })
    await onDone()
    onClose()
  })
  const { templates } = texts.value
  return (
    <FormDialog
      title={row ? templates.edit : templates.add}
      form={form}
      onClose={onClose}
      width="wide"
    >
      <div class="set-up-pair">
        <TextBox
          label={texts.value.name}
          value={form.value.value.name}
          onInput={(name) => form.set({ name })}
          error={form.errorAt('/name')}
          maxLength={120}
          autocomplete="off"
          hasFirstFocus
        />
        <DepartmentChoice form={form} none={templates.noDepartment} />
      </div>
      <h3>{templates.module}</h3>
      <ModuleSwitches form={form} />
      <Limits form={form} />
      <h3>{templates.consent}</h3>
      <p class="settings-hint">{templates.consentHint}</p>
      <ConsentTexts form={form} />
    </FormDialog>
  )
}

const SWITCHES = [
  'requestsAllowed',
  'recordingAllowed',
  'codeUserScreenshots',
  'ratingAllowed',
] as const

function ModuleSwitches({ form }: { form: Form<Values> }) {
  return (
    <div>
      {SWITCHES.map((name) => (
        <Switch
          key={name}
          label={texts.value.templates[name]}
          states={texts.value.states}
          isOn={form.value.value[name]}
          onChange={(isOn) => form.set({ [name]: isOn })}
        />
      ))}
    </div>
  )
}

function Limits({ form }: { form: Form<Values> }) {
  const { templates } = texts.value
  const values = form.value.value
  return (
    <div class="set-up-pair">
      <NumberBox
        label={templates.ringSeconds}
        value={values.ringSeconds}
        error={form.errorAt('/ringSeconds')}
        onChange={(ringSeconds) => form.set({ ringSeconds })}
      />
      <NumberBox
        label={templates.maxCallMinutes}
        value={values.maxCallMinutes}
        error={form.errorAt('/maxCallSeconds')}
        onChange={(maxCallMinutes) => form.set({ maxCallMinutes })}
      />
      <NumberBox
        label={templates.promisedMinutes}
        hint={templates.promisedHint}
        isOptional
        value={values.promisedMinutes}
        error={form.errorAt('/promisedMinutes')}
        onChange={(promisedMinutes) => form.set({ promisedMinutes })}
      />
      <NumberBox
        label={templates.keepRecordingsDays}
        hint={templates.keepHint}
        isOptional
        value={values.keepRecordingsDays}
        error={form.errorAt('/keepRecordingsDays')}
        onChange={(keepRecordingsDays) => form.set({ keepRecordingsDays })}
      />
      <TextBox
        label={templates.emergencyPhone}
        hint={templates.emergencyHint}
        optional="quiet"
        value={values.emergencyPhone}
        onInput={(emergencyPhone) => form.set({ emergencyPhone })}
        error={form.errorAt('/emergencyPhone')}
        maxLength={40}
        autocomplete="off"
      />
    </div>
  )
}

function ConsentTexts({ form }: { form: Form<Values> }) {
  const { templates } = texts.value
  const { consentEn, consentDe } = form.value.value
  return (
    <>
      <TextBox
        label={templates.consentEnglish}
        rows={5}
        value={consentEn}
        onInput={(consentEn) => form.set({ consentEn })}
        error={form.errorAt('/consentTexts/en') ?? form.errorAt('/consentTexts')}
        maxLength={4000}
      />
      <TextBox
        label={templates.consentGerman}
        rows={5}
        optional="quiet"
        value={consentDe}
        onInput={(consentDe) => form.set({ consentDe })}
        error={form.errorAt('/consentTexts/de')}
        maxLength={4000}
      />
    </>
  )
}

function valuesOf(row: TemplateRow | null): Values {
  return {
    name: row?.name ?? '',
    departmentId: row?.department?.id ?? '',
    requestsAllowed: row?.requestsAllowed ?? true,
    recordingAllowed: row?.recordingAllowed ?? true,
    codeUserScreenshots: row?.codeUserScreenshots ?? false,
    ratingAllowed: row?.ratingAllowed ?? true,
    ringSeconds: row?.ringSeconds ?? 45,
    maxCallMinutes: row ? Math.round(row.maxCallSeconds / 60) : 120,
    promisedMinutes: row?.promisedMinutes ?? null,
    keepRecordingsDays: row ? row.keepRecordingsDays : 90,
    emergencyPhone: row?.emergencyPhone ?? '',
    consentEn: row ? (row.consent.texts.en ?? '') : texts.value.templates.consentSuggestion.en,
    consentDe: row ? (row.consent.texts.de ?? '') : texts.value.templates.consentSuggestion.de,
  }
}

function bodyOf({ consentEn, consentDe, maxCallMinutes, ...values }: Values) {
  return {
    ...values,
    departmentId: values.departmentId || null,
    // Nothing typed is sent as it is, so that the api says at the field that it is missing.
    maxCallSeconds: maxCallMinutes === null ? null : maxCallMinutes * 60,
    emergencyPhone: values.emergencyPhone.trim() || null,
    consentTexts: {
      ...(consentEn.trim() ? { en: consentEn } : {}),
      ...(consentDe.trim() ? { de: consentDe } : {}),
    },
  }
}
