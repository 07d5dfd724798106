/** `column` with room for `length` entries: itself, or a copy of at least twice its length. */
export function growColumn(
  column: Int32Array<ArrayBuffer>,
  length: number,
): Int32Array<ArrayBuffer> {
  if (length <= column.length) return column;
  const grown = new Int32Array(Math.max(length, column.length * 2));
  grown.set(column);
  return grown;
}
