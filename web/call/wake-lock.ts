/** Keeps the screen on until the returned call; a hidden page loses the lock and takes it again. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | undefined
  let isOver = false
  const take = async () => {
    if (isOver || document.visibilityState !== 'visible') return
    // Refused on an almost empty battery, and missing in some browsers and on plain http.
    const wakeLock: WakeLock | undefined = navigator.wakeLock
    lock = await wakeLock?.request('screen').catch(() => undefined)
    if (isOver) await lock?.release()
  }
  const onVisibility = () => void take()
  document.addEventListener('visibilitychange', onVisibility)
  void take()
  return () => {
    isOver = true
    document.removeEventListener('visibilitychange', onVisibility)
    void lock?.release()
  }
}
