export { deliveries } from './deliveries.ts'
export { keeping } from './keeping.ts'
export { reconcile } from './reconcile.ts'
export { videoSession } from './video-session.ts'
