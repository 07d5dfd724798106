/** A progress line on stderr: only on a terminal, at most ten times a second. */
export interface Progress {
  readonly advance: () => void;
  readonly done: () => void;
}

const BAR_WIDTH = 24;
const REDRAW_MS = 100;

/** `unit` is what is counted, e.g. `samples`. */
export function createProgress(
  title: string,
  total: number,
  unit: string,
  stream: NodeJS.WriteStream = process.stderr,
): Progress {
  if (!stream.isTTY || total < 2) return { advance: () => {}, done: () => {} };
  const started = performance.now();
  let finished = 0;
  let drawn = 0;
  const draw = (): void => {
    const seconds = (performance.now() - started) / 1000;
    const rate = finished / Math.max(seconds, 1e-9);
    const left = rate > 0 ? Math.ceil((total - finished) / rate) : 0;
    const filled = Math.round((BAR_WIDTH * finished) / total);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    stream.write(
      `\r\x1b[2K${title} ${bar} ${finished}/${total} ${unit}  ${rate.toFixed(1)}/s  ${left} s left`,
    );
  };
  return {
    advance: () => {
      finished++;
      if (performance.now() - drawn < REDRAW_MS && finished < total) return;
      drawn = performance.now();
      draw();
    },
    done: () => stream.write('\r\x1b[2K'),
  };
}
