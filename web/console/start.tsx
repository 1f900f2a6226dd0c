import { allowSounds } from '../foundation/sounds.ts'
import { startPage } from '../foundation/start-page.tsx'
import { followNotifications } from '../foundation/worker-notifications.ts'
import { App } from './app.tsx'
import { loadPageConfig } from '../foundation/page-config.ts'

allowSounds()
followNotifications()
void loadPageConfig()
startPage(<App />)
