import { useSignal } from '@preact/signals'
import type { DeviceRow } from '../../../contract/answers.ts'
import { Button } from '../../foundation/components/button.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { EmptyState, Failed, Skeleton } from '../../foundation/components/states.tsx'
import { formatNumber } from '../../foundation/formatting.ts'
import { devices as devicesIcon, plus, printer, search, x } from '../../foundation/icons.ts'
import { usePageTitle } from '../../foundation/page-title.ts'
import { changeQuery, place } from '../../foundation/router.ts'
import { useConsole } from '../console.ts'
import { PageHead } from '../page-head.tsx'
import { CodeSheet } from './code-sheet.tsx'
import { DeviceDialog } from './device-dialog.tsx'
import { matches, useDeviceList } from './device-list.ts'
import { DeviceLine, DeviceLineHeads } from './device-line.tsx'
import { texts } from './texts/texts.ts'
import './devices-page.css'

/** The machines, their codes, and the way to each one's sessions. `?device=` shows only that one. */
export function DevicesPage() {
  usePageTitle(texts.value.devices)
  const { loaded, reload } = useDeviceList()
  const { value, problem } = loaded.value
  const q = place.value.query.get('q') ?? ''
  const only = place.value.query.get('device')
  const found = (value ?? []).filter((device) =>
    only ? device.id === only : matches(device, q.trim()),
  )
  return (
    <>
      <PageHead title={texts.value.devices}>
        <HeadActions shown={found} onDone={reload} />
      </PageHead>
      <div class="devices-search">
        {only ? (
          <Button icon={x} onPress={() => changeQuery({ device: undefined })}>
            {texts.value.allDevices}
          </Button>
        ) : (
          <TextBox
            label={texts.value.search}
            type="search"
            icon={search}
            placeholder={texts.value.searchHint}
            value={q}
            onInput={(words) => changeQuery({ q: words }, { replace: true })}
          />
        )}
      </div>
      <section class="devices-box" aria-label={texts.value.devices}>
        {value && <Found {...{ all: value, found, onDone: reload, q }} isOne={only !== null} />}
        {!value && !problem && <Skeleton />}
        {!value && problem && (
          <Failed title={texts.value.notLoaded} problem={problem} onRetry={reload} />
        )}
      </section>
    </>
  )
}

type HeadProps = { shown: readonly DeviceRow[]; onDone: () => Promise<void> }

function HeadActions({ shown, onDone }: HeadProps) {
  const { me } = useConsole()
  const open = useSignal<'add' | 'sheet' | null>(null)
  const close = () => (open.value = null)
  return (
    <>
      <Button icon={printer} onPress={() => (open.value = 'sheet')}>
        {texts.value.printCodes}
      </Button>
      {me.role === 'administrator' && (
        <Button variant="primary" icon={plus} onPress={() => (open.value = 'add')}>
          {texts.value.addDevice}
        </Button>
      )}
      {open.value === 'sheet' && <CodeSheet devices={shown} onClose={close} />}
      {open.value === 'add' && <DeviceDialog device={null} onClose={close} onDone={onDone} />}
    </>
  )
}

type FoundProps = {
  all: readonly DeviceRow[]
  found: readonly DeviceRow[]
  q: string
  isOne: boolean
  onDone: () => Promise<void>
}

function Found({ all, found, q, isOne, onDone }: FoundProps) {
  if (found.length === 0) return <NoDevices q={isOne ? '' : q.trim()} isOne={isOne} />
  return (
    <>
      <DeviceLineHeads />
      <ul>
        {found.map((device) => (
          <li key={device.id}>
            <DeviceLine device={device} onDone={onDone} />
          </li>
        ))}
      </ul>
      <p class="devices-foot" role="status">
        {texts.value.shownOf(formatNumber(found.length), formatNumber(all.length))}
      </p>
    </>
  )
}

function NoDevices({ q, isOne }: { q: string; isOne: boolean }) {
  const { gone, goneText, nothingMatches, nothingMatchesText, noDevices, noDevicesText } =
    texts.value
  if (isOne) return <EmptyState icon={search} title={gone} text={goneText} />
  if (!q) return <EmptyState icon={devicesIcon} title={noDevices} text={noDevicesText} />
  return (
    <EmptyState icon={search} title={nothingMatches} text={nothingMatchesText(q)}>
      <Button icon={x} onPress={() => changeQuery({ q: undefined })}>
        {texts.value.clearSearch}
      </Button>
    </EmptyState>
  )
}
