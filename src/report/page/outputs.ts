/**
 * Runs in the page, inlined as text: everything that it calls must stand inside it.
 *
 * The box above the table of samples hides those classified right.
 */
export function startOutputs(): void {
  const box = document.querySelector<HTMLInputElement>('#only-wrong');
  const table = document.querySelector('#outputs');
  box?.closest('label')?.removeAttribute('hidden');
  box?.addEventListener('change', () => table?.classList.toggle('only-wrong', box.checked));
}
