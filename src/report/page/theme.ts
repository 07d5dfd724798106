/**
 * Runs in the page, inlined as text: everything that it calls must stand inside it.
 *
 * Follows the system's light or dark colours until the button chooses; announces each change as
 * the event `themechange` so that canvases repaint. Prints in light colours.
 */
export function startTheme(): void {
  const root = document.documentElement;
  const button = document.querySelector<HTMLButtonElement>('#theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const key = 'spikeloom-theme';
  let chosen = '';
  try {
    chosen = localStorage.getItem(key) ?? '';
  } catch {
    // Pages opened from a file may have no storage: the choice then lasts as long as the page.
  }
  const show = (theme: string): void => {
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    else delete root.dataset.theme;
    const dark = theme === 'dark' || (theme !== 'light' && system.matches);
    if (button) button.textContent = dark ? 'Light' : 'Dark';
    button?.setAttribute('aria-label', dark ? 'Use light colours' : 'Use dark colours');
    dispatchEvent(new Event('themechange'));
  };
  button?.removeAttribute('hidden');
  button?.addEventListener('click', () => {
    const dark = chosen === 'dark' || (chosen !== 'light' && system.matches);
    chosen = dark ? 'light' : 'dark';
    try {
      localStorage.setItem(key, chosen);
    } catch {
      // As above.
    }
    show(chosen);
  });
  system.addEventListener('change', () => show(chosen));
  addEventListener('beforeprint', () => show('light'));
  addEventListener('afterprint', () => show(chosen));
  show(chosen);
}
