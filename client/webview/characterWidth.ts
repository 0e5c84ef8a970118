/** Widths in pixels of a digit and of the widest ASCII character in the font of an element, and whether all are as wide. */
export function characterWidths(element: HTMLElement): {
  readonly digit: number;
  readonly widest: number;
  readonly isFixed: boolean;
} {
  const widths = ["0", "W", "M", "@", "%", "i"].map((character) => widthOf(character, element));
  const [digit = 0] = widths;
  return { digit, widest: Math.max(...widths), isFixed: widths.every((width) => Math.abs(width - digit) < 0.01) };
}

function widthOf(character: string, element: HTMLElement): number {
  const probe = document.createElement("span");
  probe.className = "probe";
  probe.textContent = character.repeat(100);
  element.append(probe);
  const width = probe.getBoundingClientRect().width / 100;
  probe.remove();
  return width || 7.3;
}
