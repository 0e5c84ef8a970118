import type { Column, ColumnType } from "../../protocol/results.ts";
import { Instant } from "../base/value.ts";
import type { Value } from "../base/value.ts";
import { plainText } from "./cell.ts";
import { looksLikeFormula } from "./formula.ts";

// The parts of a workbook (ECMA-376 part 1). Cells leave out where they stand, which is allowed and saves a third.

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** Places in the style sheet's list. */
const STYLES = { plain: 0, header: 1, time: 2, quoted: 3 } as const;
type Style = keyof typeof STYLES;

/** Everything but the sheet, by path. */
export const PARTS: readonly (readonly [name: string, xml: string])[] = [
  [
    "[Content_Types].xml",
    `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/></Types>`,
  ],
  [
    "_rels/.rels",
    `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    "xl/workbook.xml",
    `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Events" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    "xl/_rels/workbook.xml.rels",
    `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  ],
  [
    "xl/styles.xml",
    `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf xfId="0"/><xf fontId="1" xfId="0" applyFont="1"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/><xf xfId="0" quotePrefix="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
  ],
];

/** Characters that a column of a type is wide. */
const WIDTHS: Readonly<Record<ColumnType, number>> = {
  string: 20,
  integer: 14,
  number: 14,
  boolean: 10,
  time: 25,
  json: 60,
  mixed: 20,
};

/** The sheet up to its first row; the header stays in sight. */
export function sheetStart(columns: readonly Column[]): string {
  const widths = columns.map(
    ({ type }, i) => `<col min="${i + 1}" max="${i + 1}" width="${WIDTHS[type]}" customWidth="1"/>`,
  );
  return `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${widths.length > 0 ? `<cols>${widths.join("")}</cols>` : ""}<sheetData>`;
}

export const SHEET_END = "</sheetData></worksheet>";

/** Characters of a cell at most. */
const MOST_CHARACTERS = 32_767;

/** 1899-12-30, from which Excel counts days; it is right from March 1900 on. */
const DAY_ZERO = -2_209_161_600_000;
const FIRST_DAY = -2_203_891_200_000;
const LAST_DAY = 253_402_300_799_999;
const DAY = 86_400_000;

/** A cell; undefined for text that no cell holds. */
export function cellXml(value: Value, rawFormulas: boolean): string | undefined {
  if (value === null) return "<c/>";
  if (typeof value === "boolean") return `<c t="b"><v>${value ? 1 : 0}</v></c>`;
  if (typeof value === "number" && Number.isFinite(value)) return `<c><v>${String(value)}</v></c>`;
  if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) return `<c><v>${value.toString()}</v></c>`;
  const day = value instanceof Instant ? dayOf(value) : undefined;
  if (day !== undefined) return `<c s="${STYLES.time}"><v>${day}</v></c>`;
  const text = plainText(value);
  if (text.length > MOST_CHARACTERS) return undefined;
  return textCell(text, !rawFormulas && looksLikeFormula(text) ? "quoted" : "plain");
}

export function textCell(text: string, style: Style): string {
  const styled = style === "plain" ? "" : ` s="${STYLES[style]}"`;
  return `<c${styled} t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}

/** Days since Excel's zero, for times of whole milliseconds; others have more digits than its doubles. */
function dayOf({ micros }: Instant): number | undefined {
  if (micros % 1000n !== 0n) return undefined;
  const ms = Number(micros / 1000n);
  return ms >= FIRST_DAY && ms <= LAST_DAY ? (ms - DAY_ZERO) / DAY : undefined;
}

/** XML has no control characters and no halves of surrogate pairs; Excel writes them `_x0001_`, and `_x005F_` before text that looks so. */
const SPECIAL = /[&<>]|[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|\p{Surrogate}|_(?=x[0-9A-Fa-f]{4}_)/gu;
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function escapeXml(text: string): string {
  return text.replace(
    SPECIAL,
    (character) => ENTITIES[character] ?? `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
  );
}
