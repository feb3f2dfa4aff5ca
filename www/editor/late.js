// What a text needs that is worked on rather than read: search, completion, marks of problems, and YAML. It is fetched when
// somebody goes into an editor, when there is something to underline, or quietly later (`fetchLate` in editor.src.js).
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { lintGutter, openLintPanel } from "@codemirror/lint";

export { setDiagnostics } from "@codemirror/lint";
export { yaml } from "@codemirror/lang-yaml";
export { assist } from "./assist.js";
export { withFixes } from "./fixes.js";

/** Keys that come before those of the editor itself, and those that come after. */
export const keysBefore = closeBracketsKeymap;
export const keysAfter = [...searchKeymap, ...completionKeymap, { key: "Mod-Shift-m", run: openLintPanel, preventDefault: true }];

/** The marks of problems beside the lines. */
export const gutter = lintGutter;

export const work = () => [closeBrackets(), highlightSelectionMatches(), search({ top: true })];
