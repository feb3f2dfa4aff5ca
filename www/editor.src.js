// The editor: CodeMirror 6, wired up. Its typed twin is `src/app/editor/codemirror.rs`; what is decided, is decided there.
// Everything that crosses the border is a string, a number or a plain object; places are UTF-16 offsets.
import { Annotation, Compartment, EditorState, StateEffect } from "@codemirror/state";
import {
  EditorView, crosshairCursor, drawSelection, dropCursor, gutter, highlightActiveLine, highlightActiveLineGutter,
  highlightSpecialChars, keymap, lineNumbers, rectangularSelection,
  runScopeHandlers,
} from "@codemirror/view";
import {
  HighlightStyle, bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit, syntaxHighlighting,
} from "@codemirror/language";
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory, simplifySelection } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { tags } from "@lezer/highlight";

/** What a text needs that is worked on rather than read (`editor/late.js`), once it is here. */
let late;
let fetching;

/** How often that failed: a browser may remember a file that it could not fetch, but not under another address. */
let failures = 0;

/** Fetches it unless it is here; after a failure the next call tries again. All editors then have it. */
export function fetchLate() {
  const again = `./editor-late.bundle.js?again=${failures}`;
  fetching ??= (failures === 0 ? import("./editor-late.bundle.js") : import(again)).then((module) => {
    late = module;
    for (const editor of editors) {
      editor.view.dispatch({ effects: configuration(editor) });
      // What was typed meanwhile gets its proposals too.
      if (editor.typing && editor.view.hasFocus) editor.view.dispatch({ userEvent: "input.type" });
    }
    editors.forEach(underline);
  });
  fetching.catch(() => {
    fetching = undefined;
    failures += 1;
  });
  return fetching;
}

/** Called when it cannot be fetched while somebody works on a text. */
let missing = () => {};

/** Calls `told()` once if what a text needs that is worked on cannot be fetched. */
export function watchLate(told) {
  missing = () => {
    missing = () => {};
    told();
  };
}

/** Fetches it for a text that is worked on. */
const fetchLateQuietly = () => fetchLate().catch((error) => {
  console.warn("The rest of the editor could not be loaded:", error);
  missing();
});

/** The colors of code (`editor/code.js`), once they are here. */
let code;
let fetchingCode;

/** Fetches them for the editors that show code; without them code is plain. */
const fetchCode = () => {
  fetchingCode ??= import("./editor-code.bundle.js").then((module) => {
    code = module;
    for (const editor of editors) editor.view.dispatch({ effects: configuration(editor) });
  });
  fetchingCode.catch((error) => {
    fetchingCode = undefined;
    console.warn("The colors of code could not be loaded:", error);
  });
};

// Marks what the page put into the document, so that it is not told of its own change.
const fromPage = Annotation.define();

// Colours are custom properties: the page's theme changes them without a word to the editor.
const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--editor-key)" },
  { tag: [tags.string, tags.content], color: "var(--editor-string)" },
  { tag: tags.number, color: "var(--editor-number)" },
  { tag: [tags.bool, tags.null, tags.keyword, tags.atom], color: "var(--editor-keyword)" },
  { tag: tags.comment, color: "var(--editor-comment)", fontStyle: "italic" },
  { tag: [tags.separator, tags.punctuation, tags.bracket, tags.squareBracket, tags.brace], color: "var(--editor-punctuation)" },
  { tag: [tags.meta, tags.labelName, tags.typeName], color: "var(--editor-meta)" },
  { tag: tags.invalid, color: "var(--editor-error)" },
]);

const wavy = (colour) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy var(${colour}) 1px`,
  textUnderlineOffset: "3px",
  textDecorationSkipInk: "none",
});

// The signs of problems are those of the page's own lists (src/app/ui/icons.rs).
const sign = (color, path) => ({
  content: "normal",
  backgroundColor: `var(${color})`,
  mask: `url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='none' stroke='%23000' stroke-width='1.8' stroke-linecap='round' stroke-linejoin='round'%3E%3Cpath d='${path}'/%3E%3C/svg%3E") center / contain no-repeat`,
});

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--editor-text)", backgroundColor: "var(--editor-background)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--editor-font)", fontSize: "var(--editor-size)", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { caretColor: "var(--editor-caret)", padding: "8px 0" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--editor-caret)", borderLeftWidth: "2px" },
  // As wide as it will be with the marks of problems, which come later.
  ".cm-gutter-lint": { width: "1.4em" },
  ".cm-gutters": { backgroundColor: "var(--editor-gutter)", color: "var(--editor-line-number)", border: "none" },
  ".cm-activeLine": { backgroundColor: "var(--editor-active-line)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--editor-active-line)", color: "var(--editor-text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--editor-selection)",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--editor-match)" },
  ".cm-searchMatch": { backgroundColor: "var(--editor-match)", outline: "1px solid var(--editor-match-edge)" },
  ".cm-searchMatch.cm-searchMatch-selected": { backgroundColor: "var(--editor-selection)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--editor-match)", outline: "1px solid var(--editor-match-edge)" },
  "&.cm-focused .cm-nonmatchingBracket": { color: "var(--editor-error)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--editor-match)", border: "none", color: "inherit", padding: "0 6px" },
  ".cm-panels": { backgroundColor: "var(--editor-panel)", color: "var(--editor-text)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--editor-edge)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--editor-edge)" },
  ".cm-textfield": { backgroundColor: "var(--editor-background)", color: "inherit", border: "1px solid var(--editor-edge)" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--editor-gutter)", color: "inherit", border: "1px solid var(--editor-edge)" },
  ".cm-panel.cm-search [name=close], .cm-panel.cm-panel-lint [name=close]": { color: "inherit" },
  ".cm-tooltip": { backgroundColor: "var(--editor-panel)", color: "var(--editor-text)", border: "1px solid var(--editor-edge)" },
  ".cm-lintRange-error": wavy("--editor-error"),
  ".cm-lintRange-warning": wavy("--editor-warning"),
  ".cm-lintRange-info, .cm-lintRange-hint": wavy("--editor-info"),
  ".cm-lint-marker": { width: "14px", height: "14px" },
  ".cm-lint-marker-error": sign("--editor-error", "M4 4l8 8M12 4l-8 8"),
  ".cm-lint-marker-warning": sign("--editor-warning", "M8 2.5l6 11H2zM8 6.5v3.2M8 11.7v-.1"),
  ".cm-lint-marker-info, .cm-lint-marker-hint": sign("--editor-info", "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 7.3v3.7M8 5v-.1"),
  ".cm-diagnostic-error": { borderLeftColor: "var(--editor-error)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--editor-warning)" },
  ".cm-diagnostic-info, .cm-diagnostic-hint": { borderLeftColor: "var(--editor-info)" },
  ".cm-diagnosticSource": { opacity: "0.85" },
});

// Run and Stop are the page's: what CodeMirror does by itself on these chords (a blank line below, dropping the
// selection) must not take them, nor F8, which goes through the problems of all texts. Escape still closes a panel or a list, and leaves only one of several cursors.
const keys = ({ questions }) => [
  ...(late?.keysBefore ?? []),
  ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter" && key !== "Escape"),
  { key: "Escape", run: (view) => view.state.selection.ranges.length > 1 && simplifySelection(view) },
  ...historyKeymap, ...foldKeymap, ...(late?.keysAfter ?? soon), ...(late || !questions ? [] : description), indentWithTab,
];

/** Keys of what is still to be fetched: it is, and does what was asked for, as far as the editor still has the focus. */
const soon = ["Mod-f", "Mod-Shift-m", "Ctrl-Space"].map((key) => ({
  key, preventDefault: true, run: (view) => {
    fetchLateQuietly().then(() => view.hasFocus && late?.keysAfter.find((binding) => binding.key === key)?.run(view));
    return true;
  },
}));

/** The same of what `editor/assist.js` answers. */
const description = [{ key: "F1", run: (view) => {
  fetchLateQuietly().then(() => view.hasFocus && late && runScopeHandlers(view, new KeyboardEvent("keydown", { key: "F1" }), "editor"));
  return true;
} }];

/** YAML is plain until its reader is here, and so is code. */
const languageOf = (name) => {
  if (name === "json") return json();
  return (name === "yaml" ? late?.yaml() : code?.languageNamed(name)) ?? [];
};

/** What a language needs is on its way. */
const fetchLanguage = (name) => {
  if (name === "yaml" && !late) fetchLateQuietly();
  if (name !== "yaml" && name !== "json" && !code) fetchCode();
};

/** The extensions that change after the beginning: each in its compartment of this editor. */
const changing = {
  gutter: () => late?.gutter() ?? gutter({ class: "cm-gutter-lint" }),
  keys: (editor) => keymap.of(keys(editor)),
  language: ({ language }) => languageOf(language),
  work: () => late?.work() ?? [],
  locked: ({ readOnly }) => EditorState.readOnly.of(readOnly),
  assist: ({ questions }) => (late && questions ? late.assist(...questions) : []),
};

/** What brings an editor's state to what is known now. */
const configuration = (editor) => Object.entries(changing).map(([part, extension]) => editor.parts[part].reconfigure(extension(editor)));

/** All editors. */
const editors = new Set();

/** A selection of more characters is replaced here. */
const MUCH = 1_000;

/**
 * What is typed over a large selection. The browser would take its elements out one by one, for a second where a line is long;
 * the editor draws only what is in view anyway.
 */
function typeOverMuch(event, view) {
  const { from, to } = view.state.selection.main;
  if (event.inputType !== "insertText" || event.isComposing || view.composing || view.state.readOnly || event.data === null || to - from < MUCH) return false;
  event.preventDefault();
  view.dispatch({ ...view.state.replaceSelection(event.data), userEvent: "input.type", scrollIntoView: true });
  return true;
}

function build(host, doc, language, label, readOnly, onChange) {
  // `files` keeps the states of other files that were shown in this editor, `extras` what was added to the first.
  const editor = { parts: Object.fromEntries(Object.keys(changing).map((part) => [part, new Compartment()])), language, readOnly, onChange, files: new Map(), extras: [] };
  const part = (name) => editor.parts[name].of(changing[name](editor));
  editor.stateOf = (doc) => EditorState.create({
      doc,
      extensions: [
        part("gutter"), lineNumbers(), foldGutter(), highlightActiveLineGutter(), highlightSpecialChars(), history(),
        drawSelection(), dropCursor(), EditorState.allowMultipleSelections.of(true), indentOnInput(), bracketMatching(),
        part("work"), rectangularSelection(), crosshairCursor(), highlightActiveLine(),
        indentUnit.of("  "), syntaxHighlighting(colours), look,
        part("keys"), EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
        part("language"), part("assist"), part("locked"),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !update.transactions.some((t) => t.annotation(fromPage))) editor.onChange(update.state.doc.toString());
          if (!late && (update.docChanged || update.selectionSet)) editor.typing = update.transactions.some((t) => t.isUserEvent("input.type"));
        }),
        // Whoever goes into a text may want to work on it.
        EditorView.domEventHandlers({ beforeinput: typeOverMuch, focus: () => void (late || fetchLateQuietly()) }),
        ...editor.extras,
      ],
    });
  editor.view = new EditorView({ parent: host, state: editor.stateOf(doc) });
  // Tab moves the focus on, as everywhere on a page; Ctrl-M (Shift-Alt-M on a Mac) gives it to indentation and back.
  editor.view.setTabFocusMode(true);
  editors.add(editor);
  fetchLanguage(language);
  return editor;
}

// Editors that were there before the program, by label, until it takes them over.
const early = new Map();
// All that are shown, by label.
const shown = new Map();

/** The texts of the editors that are shown, by label: they outlive the program. */
export const shownTexts = () => Object.fromEntries([...shown].map(([label, editor]) => [label, getText(editor)]));

/**
 * Puts an editor into `host` before the program has arrived; `typed` is what the person made of its text, if anything.
 * The program's `create` with the same label takes the editor over.
 */
export function mount(host, doc, language, label, typed = doc) {
  const editor = build(host, doc, language, label, false, () => {
    editor.typed = true;
  });
  early.set(label, editor);
  shown.set(label, editor);
  if (typed !== doc) change(editor, [{ from: 0, to: doc.length, insert: typed }]);
}

/** What the person typed into the editor of that label before the program arrived; undefined if nothing. */
export function typedBefore(label) {
  const editor = early.get(label);
  return editor?.typed ? getText(editor) : undefined;
}

/** Whether there are editors that the program has not taken over. */
export const waiting = () => early.size > 0;

/** Whether the person is composing a character in one of those editors, which moving it would break off. */
export const composing = () => [...early.values()].some(({ view }) => view.composing);

/** Moves the editor into `host`. Focus, caret and scroll position stay. */
function move({ view }, host) {
  const { scrollTop, scrollLeft } = view.scrollDOM;
  const focused = view.hasFocus;
  const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection();
  if (host.moveBefore && host.isConnected && view.dom.isConnected) host.moveBefore(view.dom, null);
  else host.append(view.dom);
  Object.assign(view.scrollDOM, { scrollTop, scrollLeft });
  if (focused) {
    view.contentDOM.focus({ preventScroll: true });
    // The browser collapses the selection of what is moved.
    if (view.dom.contains(anchorNode) && view.dom.contains(focusNode)) getSelection().setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
  }
  view.requestMeasure();
}

/**
 * Puts an editor into `host`. `onChange(text)` is called when the person changed the text, never for `setText`. The
 * editor that was mounted before under this label is taken over with all that is in it.
 */
export function create(host, doc, language, label, readOnly, onChange) {
  const before = early.get(label);
  const editor = before ?? build(host, doc, language, label, readOnly, onChange);
  if (!readOnly) shown.set(label, editor);
  if (!before) return editor;
  early.delete(label);
  editor.onChange = onChange;
  move(editor, host);
  return editor;
}

/** The text. Line ends are `\n`. */
export function getText({ view }) {
  return view.state.doc.toString();
}

/** Replaces the text, as one step that Undo takes back. Does nothing if it is the same. */
export function setText({ view }, text) {
  const before = view.state.doc.toString();
  if (text === before) return;
  // What is the same at both ends stays, and the caret in it.
  let from = 0;
  const most = Math.min(before.length, text.length);
  while (from < most && before[from] === text[from]) from += 1;
  let same = 0;
  while (same < most - from && before.at(-1 - same) === text.at(-1 - same)) same += 1;
  const { main } = view.state.selection;
  const changes = view.state.changes({ from, to: before.length - same, insert: text.slice(from, text.length - same) });
  // What was selected is no longer there.
  const selection = main.empty ? undefined : { anchor: changes.mapPos(main.from) };
  view.dispatch({ changes, selection, annotations: [fromPage.of(true), isolateHistory.of("full")] });
}

/**
 * Shows another file: `before` and `path` are the names of the one that was shown and of the new one. What was undone, the
 * caret and the scroll position of each stay with it as long as its text is the one that it was left with.
 */
export function showFile(editor, before, path, text) {
  const { view, files } = editor;
  files.set(before, { state: view.state, scroll: view.scrollSnapshot() });
  const kept = files.get(path);
  files.delete(path);
  const same = kept?.state.doc.toString() === text;
  view.setState(same ? kept.state : editor.stateOf(text));
  view.dispatch({ effects: [...configuration(editor), ...(same ? [kept.scroll] : [])] });
  // What is underlined is another text's.
  editor.problems = undefined;
}

/** Forgets all files but the one that is shown. */
export function forgetFiles({ files }) {
  files.clear();
}

/**
 * Makes these changes as the person would, in one step that Undo takes back: `[{from, to, insert}]`, all places those of
 * the text before. Places beyond the text are cut. `onChange` is called.
 */
export function change({ view }, changes) {
  const end = view.state.doc.length;
  const place = (offset) => Math.max(0, Math.min(offset, end));
  view.dispatch({ changes: changes.map((c) => ({ ...c, from: place(c.from), to: Math.max(place(c.from), place(c.to)) })), userEvent: "input", scrollIntoView: true });
}

/** Highlights as `json`, `yaml`, `javascript` or `python`. */
export function setLanguage(editor, name) {
  if (name === editor.language) return;
  editor.language = name;
  fetchLanguage(name);
  editor.view.dispatch({ effects: editor.parts.language.reconfigure(languageOf(name)) });
}

/** Whether the text can only be read. */
export function setReadOnly(editor, readOnly) {
  if (readOnly === editor.readOnly) return;
  editor.readOnly = readOnly;
  editor.view.dispatch({ effects: editor.parts.locked.reconfigure(changing.locked(editor)) });
}

/** Underlines problems: `[{from, to, severity: error|warning|info, message, source}]`. Places beyond the text are cut. */
export function setDiagnostics(editor, problems) {
  editor.problems = problems;
  if (late) underline(editor);
  else if (problems.length > 0) fetchLateQuietly();
}

function underline({ view, fixes, problems }) {
  if (problems === undefined) return;
  const end = view.state.doc.length;
  const place = (offset) => Math.max(0, Math.min(offset, end));
  const shown = problems.map((p) => ({ ...p, from: place(p.from), to: Math.max(place(p.from), place(p.to)) }));
  view.dispatch(late.setDiagnostics(view.state, fixes ? late.withFixes(shown, fixes) : shown));
}

/** Has the boxes of problems offer fixes: `ask(index)` gives titles, `mend(index, title)` makes one. To be called once. */
export function offerFixes(editor, ask, mend) {
  editor.fixes = { ask, mend };
}

/** Selects `from..to`, scrolls it into the middle and takes the focus. */
export function reveal({ view }, from, to) {
  const end = view.state.doc.length;
  const [anchor, head] = [Math.min(from, end), Math.min(to, end)];
  view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
  view.focus();
}

/** Selects `from..to` with the caret at its beginning, near the top of what is in view; the focus stays where it is. */
export function show({ view }, from, to) {
  const end = view.state.doc.length;
  const [head, anchor] = [Math.min(from, end), Math.min(to, end)];
  view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(head, { y: "start", yMargin: 48 }) });
}

/** Calls `onCaret(offset)` whenever the caret moves. */
export function watchCaret(editor, onCaret) {
  const listener = EditorView.updateListener.of((update) => {
    if (update.selectionSet || update.docChanged) onCaret(update.state.selection.main.head);
  });
  extend(editor, listener);
}

/** Completes and describes: `complete(text, offset)` and `describe(text, offset)` give plain objects, or nothing. */
export function watchAssist(editor, complete, describe) {
  editor.questions = [complete, describe];
  editor.view.dispatch({ effects: configuration(editor) });
}

/** Adds to this editor, for all files that it shows. */
function extend(editor, extension) {
  editor.extras.push(extension);
  editor.view.dispatch({ effects: StateEffect.appendConfig.of(extension) });
}

/** Takes the editor out of the page. */
export function destroy(editor) {
  const { view } = editor;
  for (const [label, known] of shown) if (known === editor) shown.delete(label);
  editors.delete(editor);
  view.destroy();
}

// ---- what a browser with Trusted Types takes from here alone (the policy in index.html) ----

const policy = globalThis.trustedTypes?.createPolicy("asl-playground", {
  createHTML: (markup) => markup,
  createScriptURL: (url) => {
    if (!["evaluator.js", "offline.js"].includes(url)) throw new TypeError("the page starts no other script");
    return url;
  },
});

/** Fills `element` with the markup of a picture, whose texts were escaped. */
export function draw(element, markup) {
  element.innerHTML = policy ? policy.createHTML(markup) : markup;
}

/**
 * Has the service worker keep the page for visits without a network (www/offline.js); `renewed` is called once when another build
 * than that of this page is kept.
 */
export async function keepOffline(renewed) {
  const workers = navigator.serviceWorker;
  if (!workers || top !== self) return;
  const own = document.documentElement.dataset.build;
  const heard = ({ data }) => {
    if (!data?.build || data.build === own) return;
    workers.removeEventListener("message", heard);
    renewed();
  };
  workers.addEventListener("message", heard);
  try {
    const url = "offline.js";
    const registration = await workers.register(policy ? policy.createScriptURL(url) : url, { updateViaCache: "none" });
    let looked = Date.now();
    document.addEventListener("visibilitychange", () => {
      if (document.hidden || Date.now() - looked < LOOKS_MILLIS) return;
      looked = Date.now();
      registration.update().catch(() => { /* without a network there is nothing new */ });
    });
  } catch {
    // The browser allows none here, or the host has none: the page works as it does without.
  }
}
/** A page that is looked at again asks this often whether there is a new build. */
const LOOKS_MILLIS = 30 * 60_000;

/** A worker that begins with the module `url`. */
export function startWorker(url) {
  return new Worker(policy ? policy.createScriptURL(url) : url, { type: "module" });
}
