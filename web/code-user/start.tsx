import { allowSounds } from '../foundation/sounds.ts'
import { startPage } from '../foundation/start-page.tsx'
import { App } from './app.tsx'

allowSounds()
void startPage(<App />)
