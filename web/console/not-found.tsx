import { pages } from '../../contract/paths.ts'
import { LinkButton } from '../foundation/components/button.tsx'
import { EmptyState } from '../foundation/components/states.tsx'
import { search } from '../foundation/icons.ts'
import { usePageTitle } from '../foundation/page-title.ts'
import { texts } from './texts/texts.ts'

/** Missing and forbidden are told alike. */
export function NotFound() {
  usePageTitle(texts.value.notFound)
  return (
    <div role="alert" data-code="not_found">
      <EmptyState icon={search} title={texts.value.notFound} text={texts.value.notFoundText} isPage>
        <LinkButton href={pages.sessions}>{texts.value.toSessions}</LinkButton>
      </EmptyState>
    </div>
  )
}
