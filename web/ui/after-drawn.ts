const HIDDEN_MS = 100

/** Runs once what the page now says is on the screen; a hidden page draws nothing and waits less. */
export function afterDrawn(work: () => void): void {
  let isDone = false
  const once = () => {
    if (!isDone) work()
    isDone = true
  }
  // A frame's callback comes before its drawing, a timer set there comes after.
  requestAnimationFrame(() => setTimeout(once))
  setTimeout(once, HIDDEN_MS)
}
