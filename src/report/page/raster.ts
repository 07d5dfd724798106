import type { PageRaster } from './page-data.ts';

/**
 * Runs in the page, inlined as text: everything that it calls must stand inside it.
 *
 * Unpacks the spikes and paints them on the canvas `#raster`, one dot per spike, populations as bands;
 * repaints when the page changes width or colours. The readout tells the spikes of the step pointed at.
 */
export function startRaster({ spikes, bands, height }: PageRaster): void {
  const found = document.querySelector<HTMLCanvasElement>('#raster');
  const cursor = document.querySelector<HTMLElement>('#raster-cursor');
  const readout = document.querySelector<HTMLElement>('#raster-readout');
  const context = found?.getContext('2d');
  if (!found || !context) return;
  const canvas = found;
  const { stepCount } = spikes;
  const resting = readout?.textContent ?? '';

  const spikeSteps = new Int32Array(spikes.count);
  const spikeNeurons = new Int32Array(spikes.count);
  const bytes = atob(spikes.base64);
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes.charCodeAt(at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  for (let step = 0, i = 0; step < stepCount; step++) {
    let neuron = 0;
    for (let left = varint(); left > 0; left--, i++) {
      neuron += varint();
      spikeSteps[i] = step;
      spikeNeurons[i] = neuron;
    }
  }

  const bandOf = (neuron: number): number => {
    let low = 0;
    let high = bands.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((bands[middle]?.begin ?? 0) <= neuron) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  const paint = (): void => {
    const width = canvas.clientWidth;
    if (width === 0) return;
    const ratio = Math.min(3, Math.max(1, devicePixelRatio));
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const style = getComputedStyle(canvas);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const [band0, band1] = [colour('--band'), colour('--band-even')];
    for (const [i, band] of bands.entries()) {
      context.fillStyle = (i % 2 === 0 ? band0 : band1) || 'transparent';
      context.fillRect(0, band.top, width, band.height);
    }
    const pitch = width / stepCount;
    const dotWidth = Math.max(1, Math.min(15, pitch * 0.7));
    const inks = [colour('--spike'), colour('--spike-input')];
    for (let i = 0; i < spikeNeurons.length; i++) {
      const neuron = spikeNeurons[i] ?? 0;
      const band = bands[bandOf(neuron)];
      const row = neuron - (band?.begin ?? 0);
      if (!band || row >= band.size) continue;
      const inner = band.height - 6;
      const rowHeight = inner / band.size;
      const dotHeight = Math.max(1.1, Math.min(6, rowHeight * 0.72));
      // Where several neurons share a pixel, dots are thin so that density reads as darkness.
      context.globalAlpha = Math.min(1, Math.max(0.28, Math.sqrt(rowHeight) * 1.1));
      context.fillStyle = inks[band.input ? 1 : 0] ?? '';
      const x = ((spikeSteps[i] ?? 0) + 0.5) * pitch - dotWidth / 2;
      const y = band.top + 3 + (row + 0.5) * rowHeight - dotHeight / 2;
      context.fillRect(x, y, dotWidth, dotHeight);
    }
    context.globalAlpha = 1;
    canvas.dataset.drawn = String(spikeNeurons.length);
  };

  const countsOf = (step: number): string => {
    const counts = bands.map(() => 0);
    for (let i = 0; i < spikeSteps.length; i++) {
      if (spikeSteps[i] !== step) continue;
      const band = bandOf(spikeNeurons[i] ?? 0);
      counts[band] = (counts[band] ?? 0) + 1;
    }
    const parts = bands.map(({ name }, i) => `${name} ${(counts[i] ?? 0).toLocaleString('en-US')}`);
    return `step ${step}: ${parts.join(' · ')}`;
  };

  let shown = -1;
  const point = (step: number): void => {
    shown = Math.max(0, Math.min(stepCount - 1, step));
    if (readout) readout.textContent = countsOf(shown);
    if (!cursor) return;
    cursor.hidden = false;
    cursor.style.left = `${((shown + 0.5) / stepCount) * 100}%`;
  };
  const rest = (): void => {
    shown = -1;
    if (readout) readout.textContent = resting;
    if (cursor) cursor.hidden = true;
  };
  canvas.addEventListener('pointermove', (event) => {
    const box = canvas.getBoundingClientRect();
    const step = Math.floor(((event.clientX - box.left) / box.width) * stepCount);
    if (step !== shown) point(step);
  });
  canvas.addEventListener('pointerleave', rest);
  canvas.addEventListener('blur', rest);
  canvas.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    point(shown + (event.key === 'ArrowRight' ? 1 : -1));
  });
  addEventListener('themechange', paint);
  new ResizeObserver(paint).observe(canvas);
  paint();
}
