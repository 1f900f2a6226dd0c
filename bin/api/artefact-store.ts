import type { ArtefactStore } from '../../api/dependencies.ts'
import type { ObjectStore } from '../../integrations/object-store.ts'

/** The object store as the api uses it: what a page has sent is in memory, not in a file. */
export function artefactStore(store: ObjectStore): ArtefactStore {
  return {
    put: async (key, content) => void (await store.put(key, content)),
    read: (key, range) => store.read(key, range),
    remove: (key) => store.remove(key),
  }
}
