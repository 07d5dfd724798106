import type { nearestInDirection } from './nearest.ts';
import type { PageNoc } from './page-data.ts';

/**
 * Runs in the page, inlined as text: everything else that it calls must stand inside it.
 *
 * Shades the links by the steps that the slider stands at and shows the link under the pointer or the keyboard.
 * Arrow keys move to the nearest link in that direction.
 */
export function startNoc(noc: PageNoc, nearest: typeof nearestInDirection): void {
  const links = [...document.querySelectorAll<SVGPathElement>('.link')];
  const panel = document.querySelector<HTMLElement>('#link-details');
  const slider = document.querySelector<HTMLInputElement>('#noc-step');
  const steps = document.querySelector<HTMLElement>('#noc-steps');
  const full = document.querySelector<HTMLElement>('#noc-full');
  const bars = document.querySelectorAll<SVGPathElement>('.noc-time [data-b]');
  const heading = panel?.querySelector('h3');
  const values = [...(panel?.querySelectorAll('dd') ?? [])];
  const lastTitle = [...(panel?.querySelectorAll('dt') ?? [])].at(-1);
  const numberOf = (link: Element): number => Number(link.getAttribute('data-i'));
  let pinned = noc.initial;
  let shown = noc.initial;
  let position = 0;

  const busyNow = (i: number): string => {
    if (position === 0) return noc.utilizations[i] ?? '';
    const sign = noc.shades[i]?.[position] ?? '-';
    return sign === '-' ? 'idle' : (noc.ranges[Number(sign)] ?? '');
  };

  const show = (i: number): void => {
    shown = i;
    if (heading) heading.textContent = noc.titles[i] ?? '';
    const texts = [noc.kinds[i], noc.flits[i], noc.utilizations[i], noc.blocked[i], busyNow(i)];
    for (const [k, value] of values.entries()) value.textContent = texts[k] ?? '';
    if (!lastTitle?.parentElement) return;
    lastTitle.textContent = `Busy in ${noc.positions[position]}`;
    lastTitle.parentElement.hidden = position === 0;
  };

  const shade = (): void => {
    for (const link of links) {
      const i = numberOf(link);
      const sign = noc.shades[i]?.[position] ?? '-';
      const on = i === pinned ? ' on' : '';
      link.setAttribute('class', `link ${sign === '-' ? 'idle' : `l${sign}`}${on}`);
      link.setAttribute('tabindex', i === pinned ? '0' : '-1');
      link.setAttribute('aria-label', `${noc.titles[i]}: ${busyNow(i)}`);
    }
  };

  const pin = (i: number): void => {
    pinned = i;
    shade();
    show(i);
  };

  const moveTo = (next: number): void => {
    position = next;
    const text = noc.positions[next] ?? '';
    if (steps) steps.textContent = text;
    if (full) full.textContent = next === 0 ? noc.fullAll : noc.fullBin;
    slider?.setAttribute('aria-valuetext', text);
    for (const bar of bars) {
      bar.classList.toggle('on', next === 0 || Number(bar.getAttribute('data-b')) === next);
    }
    shade();
    show(shown);
  };

  for (const link of links) {
    link.setAttribute('role', 'button');
    link.addEventListener('pointerenter', () => show(numberOf(link)));
    link.addEventListener('pointerleave', () => show(pinned));
    link.addEventListener('click', () => pin(numberOf(link)));
    link.addEventListener('focus', () => pin(numberOf(link)));
    link.addEventListener('keydown', (event) => {
      if (!event.key.startsWith('Arrow')) return;
      event.preventDefault();
      nearest(link, links, event.key)?.focus();
    });
  }
  slider?.closest('.noc-time')?.removeAttribute('hidden');
  slider?.addEventListener('input', () => moveTo(Number(slider.value)));
  // A reload may bring back the place where the slider stood.
  moveTo(Number(slider?.value ?? 0));
}
