import { describe, expect, it } from 'vitest';
import { createProgress } from '../../src/cli/progress.ts';

/** A terminal, or none, that keeps what is written. */
function stream(isTTY: boolean): { stream: NodeJS.WriteStream; written: string[] } {
  const written: string[] = [];
  const write = (text: string): boolean => written.push(text) > 0;
  return { stream: { isTTY, write } as unknown as NodeJS.WriteStream, written };
}

describe('the progress bar', () => {
  it('writes nothing where stderr is no terminal, or for a single sample', () => {
    for (const [isTTY, total] of [
      [false, 10],
      [true, 1],
    ] as const) {
      const { stream: target, written } = stream(isTTY);
      const progress = createProgress('emulating', total, 'samples', target);
      progress.advance();
      progress.done();
      expect(written).toEqual([]);
    }
  });

  it('counts on a terminal and clears its line at the end', () => {
    const { stream: target, written } = stream(true);
    const progress = createProgress('emulating', 2, 'samples', target);
    progress.advance();
    progress.advance();
    progress.done();
    expect(written.join('')).toContain('emulating ████████████████████████ 2/2 samples');
    expect(written.at(-1)).toBe('\r\x1b[2K');
  });
});
