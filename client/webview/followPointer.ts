/** Calls back for every move of the pointer until its button is released. */
export function followPointer(moved: (event: PointerEvent) => void, ended?: () => void): void {
  const stop = new AbortController();
  const { signal } = stop;
  const end = () => {
    stop.abort();
    ended?.();
  };
  document.addEventListener("pointermove", moved, { signal });
  document.addEventListener("pointerup", end, { signal });
  document.addEventListener("pointercancel", end, { signal });
}
