/** Ctrl-C as a request: the run ends after the work in hand and keeps what is finished. */
export interface Interrupt {
  readonly requested: () => boolean;
  /** Calls back on the first Ctrl-C; returns how to unsubscribe. */
  readonly onRequest: (callback: () => void) => () => void;
  readonly dispose: () => void;
}

/**
 * Lets Ctrl-C and the progress bar in. Signals are read once in each turn of the event loop, and the first
 * immediate may still belong to the turn that is going on: only after the second one has a signal been seen.
 */
export async function letEventsIn(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Listens to SIGINT and SIGTERM until disposed; a second signal ends the process at once (exit 130). */
export function listenForInterrupt(): Interrupt {
  let requested = false;
  const callbacks = new Set<() => void>();
  const handle = (): void => {
    if (requested) process.exit(130);
    requested = true;
    for (const callback of callbacks) callback();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return {
    requested: () => requested,
    onRequest: (callback) => {
      if (requested) callback();
      else callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    dispose: () => {
      process.off('SIGINT', handle);
      process.off('SIGTERM', handle);
    },
  };
}
