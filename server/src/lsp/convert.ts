import {
  CompletionItemKind,
  DiagnosticSeverity,
  DiagnosticTag,
  FoldingRangeKind,
  InsertTextFormat,
  SymbolKind,
} from "vscode-languageserver";
import type {
  CodeAction,
  CodeLens,
  Command,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  SelectionRange,
  SemanticTokens,
  SignatureHelp,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver";
import type { Span } from "../base/span.ts";
import type { CodeAction as Action } from "../language/codeActions.ts";
import type { Lens } from "../language/codeLens.ts";
import type { Item } from "../language/completion/item.ts";
import type { Fold } from "../language/folding.ts";
import type { HoverContent } from "../language/hover/content.ts";
import type { InlayHint as Hint } from "../language/inlayHints.ts";
import { markdown } from "../language/prose.ts";
import { TOKEN_MODIFIERS, TOKEN_TYPES } from "../language/semanticTokens.ts";
import type { SemanticToken } from "../language/semanticTokens.ts";
import type { Signature } from "../language/signatureHelp.ts";
import type { OutlineSymbol } from "../language/symbols.ts";
import type { Edit, Problem } from "../syntax/problem.ts";
import { isIn } from "./documents.ts";
import type { OpenDocument } from "./documents.ts";
import type { Lines } from "./lines.ts";
import { markupOf } from "./markup.ts";

export function toDiagnostic(lines: Lines, { span, severity, code, message }: Problem): Diagnostic {
  const diagnostic = { range: lines.range(span), severity: SEVERITIES[severity], code, source: "evq", message };
  return UNNECESSARY.has(code) ? { ...diagnostic, tags: [DiagnosticTag.Unnecessary] } : diagnostic;
}

/** Codes of what could go away; an editor shows it faded. */
const UNNECESSARY: ReadonlySet<string> = new Set(["name.unused"]);

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const satisfies Record<Problem["severity"], DiagnosticSeverity>;

export function toEdit(lines: Lines, { span, text }: Edit): TextEdit {
  return { range: lines.range(span), newText: text };
}

/** Each edit goes to the document that it lies in. */
export function toWorkspaceEdit({ together }: OpenDocument, edits: readonly Edit[]): WorkspaceEdit {
  return {
    documentChanges: together.flatMap((document) => {
      const own = edits.filter((edit) => isIn(document, edit)).map((edit) => toEdit(document.lines, edit));
      const { uri, version } = document;
      return own.length === 0 ? [] : [{ textDocument: { uri, version }, edits: own }];
    }),
  };
}

export function toCompletion(lines: Lines, item: Item): CompletionItem {
  return {
    label: item.label,
    kind: ITEM_KINDS[item.kind],
    textEdit: { range: lines.range(item.span), newText: item.insert },
    sortText: item.sort,
    ...(item.detail === undefined ? {} : { detail: item.detail }),
    ...(item.detail !== undefined && NAMED.has(item.kind) && { labelDetails: { description: item.detail } }),
    ...(item.documentation === undefined ? {} : { documentation: markupOf(item.documentation) }),
    ...(item.filter === undefined ? {} : { filterText: item.filter }),
    ...(item.snippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    ...(item.suggestsNext ? { command: { title: "Suggest", command: "editor.action.triggerSuggest" } } : {}),
  };
}

/** Of these the type is told in the list already, not only beside the one that is chosen. */
const NAMED: ReadonlySet<Item["kind"]> = new Set(["field", "column", "parameter", "let", "log"]);

const ITEM_KINDS = {
  keyword: CompletionItemKind.Keyword,
  operator: CompletionItemKind.Operator,
  field: CompletionItemKind.Field,
  column: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  source: CompletionItemKind.Module,
  log: CompletionItemKind.Class,
  value: CompletionItemKind.Value,
  parameter: CompletionItemKind.Constant,
  let: CompletionItemKind.Variable,
  type: CompletionItemKind.TypeParameter,
  snippet: CompletionItemKind.Snippet,
} as const satisfies Record<Item["kind"], CompletionItemKind>;

export function toHover(lines: Lines, { span, prose }: HoverContent): Hover {
  return { range: lines.range(span), contents: markupOf(prose) };
}

export function toSymbol(lines: Lines, { kind, name, detail, span, selection }: OutlineSymbol): DocumentSymbol {
  return { name, detail, kind: SYMBOL_KINDS[kind], range: lines.range(span), selectionRange: lines.range(selection) };
}

const SYMBOL_KINDS = {
  query: SymbolKind.Event,
  let: SymbolKind.Variable,
  param: SymbolKind.Constant,
} as const satisfies Record<OutlineSymbol["kind"], SymbolKind>;

/** Undefined for what stands on one line. */
export function toFold(lines: Lines, { span, kind }: Fold): FoldingRange | undefined {
  const { start, end } = lines.range(span);
  if (start.line >= end.line) return undefined;
  const fold = { startLine: start.line, endLine: end.line };
  return kind === "comment" ? { ...fold, kind: FoldingRangeKind.Comment } : fold;
}

/** From the innermost out, as LSP links them: each to the one around it. */
export function toSelectionRange(lines: Lines, spans: readonly Span[]): SelectionRange {
  let range: SelectionRange | undefined;
  for (const span of [...spans].reverse())
    range = range ? { range: lines.range(span), parent: range } : { range: lines.range(span) };
  return range ?? { range: lines.range({ start: 0, end: 0 }) };
}

/** Numbers as LSP packs them: line and character relative to the token before, length, type, modifiers. */
export function toSemanticTokens(lines: Lines, tokens: readonly SemanticToken[]): SemanticTokens {
  const data: number[] = [];
  let line = 0;
  let character = 0;
  for (const { span, type, modifiers } of tokens) {
    const { start, end } = lines.range(span);
    if (start.line !== end.line) continue;
    const bits = modifiers.reduce((sum, modifier) => sum + 2 ** TOKEN_MODIFIERS.indexOf(modifier), 0);
    data.push(
      start.line - line,
      start.line === line ? start.character - character : start.character,
      end.character - start.character,
      TOKEN_TYPES.indexOf(type),
      bits,
    );
    ({ line, character } = start);
  }
  return { data };
}

export function toCodeLens({ uri, lines }: OpenDocument, { span, query, ...lens }: Lens): CodeLens {
  return { range: lines.range(span), command: lensCommand(lens, uri, lines.positionAt(query)) };
}

/** Commands of the client, with a space that stays behind the icon; each takes the document's address and a position inside the query. */
function lensCommand({ action, parameters }: Pick<Lens, "action" | "parameters">, ...where: unknown[]): Command {
  switch (action) {
    case "run":
      return { title: "$(play)\u00a0Run", command: "evq.run", arguments: where };
    case "explain":
      return { title: "Explain", command: "evq.explain", arguments: where };
    case "parameters":
      return {
        title: parameters.map((name) => `$${name}`).join(", "),
        command: "evq.changeParameters",
        arguments: [...where, parameters],
      };
  }
}

export function toInlayHint(lines: Lines, { offset, label, tooltip, edits }: Hint): InlayHint {
  return {
    position: lines.positionAt(offset),
    label,
    tooltip: markupOf(tooltip),
    paddingLeft: true,
    ...(edits.length > 0 ? { textEdits: edits.map((edit) => toEdit(lines, edit)) } : {}),
  };
}

export function toSignatureHelp({ label, description, parameters, active }: Signature): SignatureHelp {
  const signature = {
    label,
    documentation: markupOf([markdown(description)]),
    parameters: parameters.map(([start, end]) => ({ label: [start, end] as [number, number] })),
  };
  return { signatures: [signature], activeSignature: 0, activeParameter: active };
}

export function toCodeAction(document: OpenDocument, { title, edits, preferred, problem }: Action): CodeAction {
  return {
    title,
    kind: "quickfix",
    diagnostics: [toDiagnostic(document.lines, problem)],
    edit: toWorkspaceEdit(document, edits),
    ...(preferred ? { isPreferred: true } : {}),
  };
}
