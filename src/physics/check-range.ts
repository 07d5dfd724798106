import { InputError } from '../support/errors.ts';

/** Throws E_ANALOG_VALUE where `value` is no finite number within its bounds; `what` names it with its unit. */
export function checkRange(
  what: string,
  value: number,
  bounds: { readonly above?: number; readonly atLeast?: number; readonly below?: number },
): void {
  const { above = -Infinity, atLeast = -Infinity, below = Infinity } = bounds;
  if (Number.isFinite(value) && value > above && value >= atLeast && value < below) return;
  const parts = [
    ...(above > -Infinity ? [`above ${above}`] : []),
    ...(atLeast > -Infinity ? [`at least ${atLeast}`] : []),
    ...(below < Infinity ? [`below ${below}`] : []),
  ];
  const wanted = parts.length === 0 ? 'finite' : `a finite number ${parts.join(' and ')}`;
  throw new InputError('E_ANALOG_VALUE', `${what} is ${value}; it must be ${wanted}.`, {
    what,
    value,
  });
}
