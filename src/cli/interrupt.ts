/** Ctrl-C as a request: the run ends after the work in hand and keeps what is finished. */
export interface Interrupt {
  readonly requested: () => boolean;
  /** Calls back on the first Ctrl-C; returns how to unsubscribe. */
  readonly onRequest: (callback: () => void) => () => void;
  readonly dispose: () => void;
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
