import type { nearestInDirection } from './nearest.ts';
import type { PageCores } from './page-data.ts';

/**
 * Runs in the page, inlined as text: everything else that it calls must stand inside it.
 *
 * Shades the cores by the chosen resource and shows the core under the pointer or the keyboard.
 * Arrow keys move to the nearest used core in that direction.
 */
export function startCoreMap(
  { shadings, useTitles, useLimits, details }: PageCores,
  nearest: typeof nearestInDirection,
): void {
  const cells = [...document.querySelectorAll<SVGGElement>('.core')];
  const panel = document.querySelector<HTMLElement>('#core-details');
  const full = document.querySelector<HTMLElement>('#scale-full');
  const layers = [...document.querySelectorAll<SVGGElement>('[data-layer]')];
  let pinned = 0;

  const shade = (index: number): void => {
    const shading = shadings[index];
    if (!shading) return;
    for (const cell of cells) {
      const i = Number(cell.dataset.i);
      cell.setAttribute('class', `core s${shading.shades[i]}`);
      const text = cell.querySelector('text');
      if (text) text.textContent = shading.cells[i] ?? '';
      cell.setAttribute('aria-label', `${details[i]?.title}: ${shading.cells[i]} %`);
    }
    for (const layer of layers) {
      layer.style.display = Number(layer.dataset.layer) === index ? '' : 'none';
    }
    if (full) full.textContent = shading.full;
    mark();
  };

  const add = (parent: HTMLElement, tag: string, text: string, className = ''): HTMLElement => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (className) element.className = className;
    parent.append(element);
    return element;
  };

  const show = (i: number): void => {
    const core = details[i];
    if (!core || !panel) return;
    panel.replaceChildren();
    add(panel, 'h3', core.title);
    add(panel, 'p', core.place, 'muted');
    const list = add(panel, 'dl', '');
    for (const [k, use] of core.uses.entries()) {
      const row = add(list, 'div', '');
      add(row, 'dt', useTitles[k] ?? '');
      const value = add(row, 'dd', use);
      add(value, 'small', ` / ${useLimits[k]}`);
      const fraction = core.fractions[k];
      if (fraction !== null && fraction !== undefined) {
        const bar = add(row, 'i', '', 'use-bar');
        bar.style.setProperty('--use', `${Math.min(100, fraction * 100)}%`);
      }
    }
    add(panel, 'p', core.activity, 'muted');
    const names = add(panel, 'ul', '');
    for (const name of core.populations) add(names, 'li', name);
  };

  const mark = (): void => {
    for (const cell of cells) {
      const on = Number(cell.dataset.i) === pinned;
      cell.classList.toggle('on', on);
      cell.setAttribute('tabindex', on ? '0' : '-1');
    }
  };

  const pin = (i: number): void => {
    pinned = i;
    mark();
    show(i);
  };

  for (const cell of cells) {
    const i = Number(cell.dataset.i);
    cell.addEventListener('pointerenter', () => show(i));
    cell.addEventListener('pointerleave', () => show(pinned));
    cell.addEventListener('click', () => pin(i));
    cell.addEventListener('focus', () => pin(i));
    cell.addEventListener('keydown', (event) => {
      if (!event.key.startsWith('Arrow')) return;
      event.preventDefault();
      nearest(cell, cells, event.key)?.focus();
    });
  }
  for (const input of document.querySelectorAll<HTMLInputElement>('input[name="shading"]')) {
    input.addEventListener('change', () => shade(Number(input.value)));
    if (input.checked) shade(Number(input.value));
  }
  const fullest = cells.reduce<SVGGElement | null>((best, cell) => {
    const use = (i: number): number => Math.max(0, ...(details[i]?.fractions ?? []).map(Number));
    return best && use(Number(best.dataset.i)) >= use(Number(cell.dataset.i)) ? best : cell;
  }, null);
  if (fullest) pin(Number(fullest.dataset.i));
}
