import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  SelectionRange,
  SemanticTokens,
  ServerCapabilities,
  SignatureHelp,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver";
import type { Span } from "../base/span.ts";
import { codeActions } from "../language/codeActions.ts";
import { codeLens } from "../language/codeLens.ts";
import { complete } from "../language/completion/complete.ts";
import { definition } from "../language/definition.ts";
import { folding } from "../language/folding.ts";
import { formatting, rangeFormatting } from "../language/formatting.ts";
import { hover } from "../language/hover/hover.ts";
import { inlayHints } from "../language/inlayHints.ts";
import { references } from "../language/references.ts";
import { renamable, rename } from "../language/rename.ts";
import { selectionRanges } from "../language/selectionRange.ts";
import { TOKEN_MODIFIERS, TOKEN_TYPES, semanticTokens } from "../language/semanticTokens.ts";
import { signatureHelp } from "../language/signatureHelp.ts";
import { symbols } from "../language/symbols.ts";
import {
  toCodeAction,
  toCodeLens,
  toCompletion,
  toEdit,
  toFold,
  toHover,
  toInlayHint,
  toSelectionRange,
  toSemanticTokens,
  toSignatureHelp,
  toSymbol,
  toWorkspaceEdit,
} from "./convert.ts";
import { documentAt, isCell, isIn } from "./documents.ts";
import type { OpenDocument } from "./documents.ts";
import type { Range } from "../../protocol/requests.ts";
import { NOTEBOOK_SYNC } from "./notebookSync.ts";
import type { Params } from "./params.ts";

/** What the server offers for an open document: how it is announced, and how it is answered from one version of the text. */
export interface Feature {
  readonly capabilities: ServerCapabilities;
  readonly answer: (document: OpenDocument, params: Params) => unknown;
  /** Whether the answer is better once the logs of the store are known, so the first ones are worth a wait. */
  readonly needsCatalog?: true;
}

/** LSP method → feature. A feature is one row here and one file in `language/`. */
export const features: Readonly<Record<string, Feature>> = {
  "textDocument/completion": {
    capabilities: { completionProvider: { triggerCharacters: [".", " ", "$", "@", '"', "'", "`", "("] } },
    needsCatalog: true,
    answer: (document, params): readonly CompletionItem[] =>
      complete(document.snapshot, offsetOf(document, params)).map((item) => toCompletion(document.lines, item)),
  },
  "textDocument/hover": {
    capabilities: { hoverProvider: true },
    answer: (document, params): Hover | undefined => {
      const found = hover(document.snapshot, offsetOf(document, params));
      return found && toHover(document.lines, found);
    },
  },
  "textDocument/formatting": {
    capabilities: { documentFormattingProvider: true },
    answer: (document): readonly TextEdit[] => {
      const { snapshot, lines } = document.alone;
      return formatting(snapshot, isCell(document) ? "cell" : "file").map((edit) => toEdit(lines, edit));
    },
  },
  "textDocument/rangeFormatting": {
    capabilities: { documentRangeFormattingProvider: true },
    answer: ({ alone: { snapshot, lines } }, params): readonly TextEdit[] =>
      rangeFormatting(snapshot, lines.span(params.range())).map((edit) => toEdit(lines, edit)),
  },
  "textDocument/documentSymbol": {
    capabilities: { documentSymbolProvider: true },
    answer: ({ alone: { snapshot, lines } }): readonly DocumentSymbol[] =>
      symbols(snapshot).map((symbol) => toSymbol(lines, symbol)),
  },
  "textDocument/foldingRange": {
    capabilities: { foldingRangeProvider: true },
    answer: ({ alone: { snapshot, lines } }): readonly FoldingRange[] =>
      folding(snapshot)
        .map((fold) => toFold(lines, fold))
        .filter((fold) => fold !== undefined),
  },
  "textDocument/definition": {
    capabilities: { definitionProvider: true },
    answer: (document, params): Location | undefined => {
      const span = definition(document.snapshot, offsetOf(document, params));
      return span && locationOf(document, span);
    },
  },
  "textDocument/references": {
    capabilities: { referencesProvider: true },
    answer: (document, params): readonly Location[] => {
      const withDefinition = params.optional("context")?.flag("includeDeclaration") ?? false;
      return references(document.snapshot, offsetOf(document, params), withDefinition).flatMap(
        (span) => locationOf(document, span) ?? [],
      );
    },
  },
  "textDocument/documentHighlight": {
    capabilities: { documentHighlightProvider: true },
    answer: (document, params): readonly { readonly range: Range }[] =>
      references(document.snapshot, offsetOf(document, params))
        .filter((span) => isIn(document, { span }))
        .map((span) => ({ range: document.lines.range(span) })),
  },
  "textDocument/prepareRename": {
    capabilities: { renameProvider: { prepareProvider: true } },
    answer: (document, params): { readonly range: Range; readonly placeholder: string } | undefined => {
      const found = renamable(document.snapshot, offsetOf(document, params));
      return found && { range: document.lines.range(found.span), placeholder: found.name };
    },
  },
  "textDocument/rename": {
    capabilities: {},
    answer: (document, params): WorkspaceEdit =>
      toWorkspaceEdit(document, rename(document.snapshot, offsetOf(document, params), params.text("newName"))),
  },
  "textDocument/semanticTokens/full": {
    capabilities: {
      semanticTokensProvider: {
        legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
        full: true,
      },
    },
    answer: (document): SemanticTokens =>
      toSemanticTokens(
        document.lines,
        semanticTokens(document.snapshot).filter((token) => isIn(document, token)),
      ),
  },
  "textDocument/codeLens": {
    capabilities: { codeLensProvider: {} },
    answer: (document): readonly CodeLens[] =>
      codeLens(document.snapshot)
        .filter((lens) => isIn(document, lens) && (lens.action !== "run" || !isCell(document)))
        .map((lens) => toCodeLens(document, lens)),
  },
  "textDocument/codeAction": {
    capabilities: { codeActionProvider: { codeActionKinds: ["quickfix"] } },
    answer: (document, params): readonly CodeAction[] =>
      codeActions(document.snapshot, document.lines.span(params.range())).map((action) =>
        toCodeAction(document, action),
      ),
  },
  "textDocument/inlayHint": {
    capabilities: { inlayHintProvider: true },
    answer: ({ snapshot, lines }, params): readonly InlayHint[] =>
      inlayHints(snapshot, lines.span(params.range())).map((hint) => toInlayHint(lines, hint)),
  },
  "textDocument/signatureHelp": {
    capabilities: { signatureHelpProvider: { triggerCharacters: ["(", ","], retriggerCharacters: [")"] } },
    answer: (document, params): SignatureHelp | undefined => {
      const signature = signatureHelp(document.snapshot, offsetOf(document, params));
      return signature && toSignatureHelp(signature);
    },
  },
  "textDocument/selectionRange": {
    capabilities: { selectionRangeProvider: true },
    answer: ({ alone: { snapshot, lines } }, params): readonly SelectionRange[] =>
      params
        .positions("positions")
        .map((position) => toSelectionRange(lines, selectionRanges(snapshot, lines.offsetAt(position)))),
  },
};

/** Everything the server announces, together. */
export function capabilities(): ServerCapabilities {
  const incremental = 2;
  const all: ServerCapabilities = {
    textDocumentSync: { openClose: true, change: incremental },
    notebookDocumentSync: NOTEBOOK_SYNC,
  };
  return Object.assign(all, ...Object.values(features).map((feature) => feature.capabilities)) as ServerCapabilities;
}

function offsetOf({ lines }: OpenDocument, params: Params): number {
  return lines.offsetAt(params.position());
}

function locationOf(document: OpenDocument, span: Span): Location | undefined {
  const found = documentAt(document, span);
  return found && { uri: found.uri, range: found.lines.range(span) };
}
