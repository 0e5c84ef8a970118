/** A half-open range of UTF-16 offsets in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function covers(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
