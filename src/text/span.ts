/** A half-open range of UTF-16 code units in the text as received. */
export interface Span {
  start: number;
  end: number;
}
