import type { ChartPoints } from '../line-chart.ts';

/**
 * Runs in the page, inlined as text: everything that it calls must stand inside it.
 *
 * Reads out the point of a chart that is nearest to the pointer, or chosen with the arrow keys.
 */
export function startCharts(charts: readonly ChartPoints[]): void {
  for (const { id, resting, left, bottom, text } of charts) {
    const figure = document.querySelector(`#chart-${id}`);
    const frame = figure?.querySelector<HTMLElement>('.frame');
    const readout = figure?.querySelector('output');
    const cursor = figure?.querySelector<HTMLElement>('.cursor');
    const dot = figure?.querySelector<HTMLElement>('.dot');
    if (!frame || !readout || !cursor || !dot) continue;
    let shown = -1;
    const point = (index: number): void => {
      shown = Math.max(0, Math.min(text.length - 1, index));
      readout.textContent = text[shown] ?? '';
      for (const element of [cursor, dot]) {
        element.hidden = false;
        element.style.left = `${(left[shown] ?? 0) * 100}%`;
      }
      dot.style.bottom = `${(bottom[shown] ?? 0) * 100}%`;
    };
    const rest = (): void => {
      shown = -1;
      readout.textContent = resting;
      cursor.hidden = true;
      dot.hidden = true;
    };
    frame.addEventListener('pointermove', (event) => {
      const box = frame.getBoundingClientRect();
      const x = (event.clientX - box.left) / box.width;
      let best = 0;
      for (let i = 1; i < left.length; i++) {
        if (Math.abs((left[i] ?? 0) - x) < Math.abs((left[best] ?? 0) - x)) best = i;
      }
      if (best !== shown) point(best);
    });
    frame.addEventListener('pointerleave', rest);
    frame.addEventListener('blur', rest);
    frame.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      event.preventDefault();
      point(shown + (event.key === 'ArrowRight' ? 1 : -1));
    });
  }
}
