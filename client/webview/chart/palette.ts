/** What a drawing takes from the theme, as colours that a canvas understands. */
export interface Palette {
  readonly series: readonly string[];
  readonly rest: string;
  readonly text: string;
  readonly lines: string;
  readonly surface: string;
  readonly hover: { readonly background: string; readonly foreground: string; readonly border: string };
  readonly font: { readonly family: string; readonly size: number };
}

/** Orange is left out: themes define it as a see-through overlay, or not at all. */
const SERIES = ["blue", "purple", "green", "yellow", "red"] as const;

/** Reads the theme that the page has now. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string, otherwise: string) => style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const isHighContrast = document.body.classList.contains("vscode-high-contrast");
  const text = colour("charts-foreground", colour("foreground", "gray"));
  return {
    series: SERIES.map((name) => colour(`charts-${name}`, text)),
    rest: colour("descriptionForeground", text),
    text,
    // Borders of high contrast are for edges; as grid lines they would outshine what is drawn.
    lines: isHighContrast ? `color-mix(in srgb, ${text} 30%, transparent)` : colour("panel-border", text),
    surface: colour("panel-background", "transparent"),
    hover: {
      background: colour("editorHoverWidget-background", colour("panel-background", "black")),
      foreground: colour("editorHoverWidget-foreground", text),
      border: colour("editorHoverWidget-border", text),
    },
    font: { family: colour("font-family", "sans-serif"), size: Number.parseFloat(colour("font-size", "13")) - 2 },
  };
}
