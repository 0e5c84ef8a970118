/** Where the page's parts are, each as it stands in the HTML; all of them are made by the extension. */
export interface FrameParts {
  readonly nonce: string;
  /** What the security policy calls the extension's own files. */
  readonly source: string;
  readonly script: string;
  readonly style: string;
  /** What assistive technology calls the page; event text never gets here. */
  readonly title?: string;
  /** Id of the element that the script fills. */
  readonly name?: string;
}

/** The HTML of a page, that of the results unless said otherwise: one script and one style sheet of ours, and nothing else may load or run. */
export function frame({ nonce, source, script, style, title = "Query Results", name = "results" }: FrameParts): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${source}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<main id="${name}"></main>
<script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
