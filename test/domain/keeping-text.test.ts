import t from 'tap'
import { keepingSentence } from '../../domain/keeping-text.ts'

t.test('it says how long recordings are kept, in both languages', async (t) => {
  t.match(keepingSentence(1, 'en'), /after 1 day\./)
  t.match(keepingSentence(90, 'en'), /after 90 days\./)
  t.match(keepingSentence(1, 'de'), /nach 1 Tag gelöscht/)
  t.match(keepingSentence(90, 'de'), /nach 90 Tagen gelöscht/)
})

t.test('it says so where no end is set', async (t) => {
  t.match(keepingSentence(null, 'en'), /until somebody deletes them/)
  t.match(keepingSentence(null, 'de'), /bis jemand sie löscht/)
})
