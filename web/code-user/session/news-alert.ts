import { useEffect, useRef } from 'preact/hooks'
import type { CodeUserSessionView } from '../../../contract/views.ts'
import { alertInTitle } from '../../foundation/page-title.ts'
import { playNews } from '../../foundation/sounds.ts'
import { texts } from '../texts/texts.ts'

type News = CodeUserSessionView['news'][number]

/** News is heard, and stands in the title until the person looks at the page again. */
export function useNewsAlert({ news }: Pick<CodeUserSessionView, 'news'>): void {
  const known = useRef(news.length)
  const last = news.at(-1)
  useEffect(() => {
    if (!last || news.length <= known.current) return
    known.current = news.length
    playNews()
    if (document.visibilityState === 'visible') return
    const calm = alertInTitle(wordFor(last))
    const clear = () => {
      if (document.visibilityState === 'visible') calm()
    }
    document.addEventListener('visibilitychange', clear)
    return () => {
      calm()
      document.removeEventListener('visibilitychange', clear)
    }
  }, [news.length])
}

function wordFor({ kind }: News): string {
  const { newsConfirmed, newsMissed, newsCancelled, newsRecordings } = texts.value
  switch (kind) {
    case 'confirmed':
      return newsConfirmed
    case 'missed_call':
      return newsMissed
    case 'cancelled':
      return newsCancelled
    case 'artefacts_ready':
      return newsRecordings
  }
}
