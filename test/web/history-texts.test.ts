import t from 'tap'
import { END_REASONS } from '../../domain/call-ending.ts'
import { HISTORY_BECAUSE, HISTORY_KINDS } from '../../domain/session-change.ts'
import { historyDe } from '../../web/console/session/texts/history-de.ts'
import { historyEn } from '../../web/console/session/texts/history-en.ts'
import { HISTORY_FORMS } from '../../web/console/session/texts/history-texts.ts'

const FACTS = { call: '7', duration: '15:49', stars: '3' }
const FORMS = [...HISTORY_KINDS, ...HISTORY_FORMS]

/** What a sentence names, in any order: languages put it at different places. */
function namedIn(sentence: string): string[] {
  return [...new Set(sentence.match(/\{\w+\}|7|15:49|3/g) ?? [])].toSorted()
}

t.test('a history line names the same in both languages', (t) => {
  for (const form of FORMS) {
    const english = historyEn.sentence[form](FACTS)
    t.same(namedIn(historyDe.sentence[form](FACTS)), namedIn(english), `${form}: ${english}`)
  }
  t.end()
})

t.test('every form of a history line has its own sentence', (t) => {
  for (const { sentence } of [historyEn, historyDe]) {
    const all = FORMS.map((form) => sentence[form](FACTS))
    t.equal(new Set(all).size, FORMS.length)
    for (const each of all) t.match(each, /^[\p{Lu}{].{5,}[^.]$/u, each)
  }
  t.end()
})

t.test('every reason and rule has its own words', (t) => {
  for (const { because, reason } of [historyEn, historyDe]) {
    t.equal(new Set(HISTORY_BECAUSE.map((each) => because[each])).size, HISTORY_BECAUSE.length)
    t.equal(new Set(END_REASONS.map((each) => reason[each])).size, END_REASONS.length)
  }
  t.end()
})
