/** What `inspect` says of a file. */
export interface Explanation {
  readonly kind: string;
  /** Fields beside `file` and `kind` of the JSON document. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
}
