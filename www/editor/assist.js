// Completion, snippets and descriptions: what is shown when, and where the caret goes. What fits at a place, and what it
// means, is decided in Rust (`src/assist/`); its twin is `src/app/assist.rs`.
import { Prec, StateEffect, StateField } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap, showTooltip } from "@codemirror/view";
import {
  autocompletion, clearSnippet, hasNextSnippetField, hasPrevSnippetField, nextSnippetField, prevSnippetField, snippet, snippetKeymap,
  startCompletion,
} from "@codemirror/autocomplete";

const look = EditorView.theme({
  ".cm-tooltip.cm-tooltip-autocomplete": { maxWidth: "min(92vw, 46rem)", borderRadius: "6px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--editor-font)", fontSize: "var(--editor-size)", maxHeight: "15rem", maxWidth: "min(92vw, 34rem)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px", lineHeight: "1.4", textOverflow: "ellipsis", overflow: "hidden" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--editor-selection)", color: "var(--editor-text)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionDetail": { color: "var(--editor-line-number)", fontStyle: "normal", marginLeft: "1.2em" },
  ".cm-tooltip.cm-completionInfo": { maxWidth: "min(60vw, 22rem)", padding: "8px 10px", lineHeight: "1.45", fontSize: "0.875rem" },
  ".cm-snippetField": { backgroundColor: "var(--editor-match)" },
  ".cm-snippetFieldPosition": { borderLeft: "1.4px dotted var(--editor-caret)" },
  ".cm-note": { maxWidth: "min(92vw, 26rem)", padding: "8px 12px", lineHeight: "1.45", fontSize: "0.875rem" },
  ".cm-note strong": { fontFamily: "var(--editor-font)", overflowWrap: "anywhere" },
  ".cm-note p": { margin: "4px 0" },
  ".cm-note a": { color: "var(--editor-key)" },
});

const escape = (text) => text.replace(/[{}]/g, "\\$&");

/** The pieces as a template of CodeMirror. The same name proposed twice is one name, changed at both places. */
function template(parts) {
  const numbers = new Map();
  let last = 0;
  const number = (text) => {
    const linked = /^[A-Za-z]{3,}$/.test(text);
    if (linked && numbers.has(text)) return numbers.get(text);
    last += 1;
    if (linked) numbers.set(text, last);
    return last;
  };
  return parts.map(({ text, stop }) => (stop ? `\${${number(text)}:${text.replace(/[{}]/g, "")}}` : escape(text))).join("");
}

/** Puts the completion into the text. Quotes and commas around what was typed are part of it. */
function accept(view, option, from, to) {
  const { before, after, comma, parts, again } = option.assist;
  let start = from - before;
  let end = Math.min(to + after, view.state.doc.length);
  if (comma !== undefined) {
    view.dispatch({ changes: { from: comma, insert: "," }, userEvent: "input.complete" });
    start += 1;
    end += 1;
  }
  let shown = parts;
  if (parts.length === 1) {
    // What stays as it is, is left alone: a place to fill in goes on when its quotes do.
    const old = view.state.sliceDoc(start, end);
    let { text } = parts[0];
    if (old.length > 1 && old[0] === '"' && text[0] === '"' && old.endsWith('"') && text.endsWith('"')) {
      start += 1;
      end -= 1;
      text = text.slice(1, -1);
    }
    shown = [{ text, stop: false }];
  }
  snippet(template(shown))(view, option, start, end);
  if (parts.length === 1 && view.state.sliceDoc(view.state.selection.main.head).startsWith('"') && parts[0].text.startsWith('"')) {
    const { head } = view.state.selection.main;
    if (!hasNextSnippetField(view.state)) view.dispatch({ selection: { anchor: head + 1 } });
  }
  if (again) startCompletion(view);
}

/** What the page answers: at once, or a promise while it fetches the part of itself that knows. */
const then = (answer, use) => (answer instanceof Promise ? answer.then(use) : use(answer));

const source = (complete) => (context) => then(complete(context.state.doc.toString(), context.pos), (found) => {
  if (!found || !(found.unasked || context.explicit)) return null;
  const place = { before: found.from - found.start, after: found.end - context.pos, comma: found.comma };
  const options = found.options.map(({ label, kind, detail, info, boost, parts, again }) => ({
    label, type: kind, detail, info: info || undefined, boost, apply: accept, assist: { ...place, parts, again },
  }));
  return { from: found.from, options, validFor: /^[\w ${:%-]*$/ };
});

/** The description as an element. */
function card({ title, text, link }) {
  const dom = document.createElement("div");
  dom.className = "cm-note";
  const name = dom.appendChild(document.createElement("strong"));
  name.textContent = title;
  const words = dom.appendChild(document.createElement("p"));
  words.textContent = text;
  const more = dom.appendChild(document.createElement("a"));
  Object.assign(more, { href: link, target: "_blank", rel: "noopener noreferrer", textContent: "Documentation" });
  return { dom };
}

const setNote = StateEffect.define();

/** The description that was asked for with the keyboard: there until the text or the caret changes. */
const asked = StateField.define({
  create: () => null,
  update(note, transaction) {
    const effect = transaction.effects.find((one) => one.is(setNote));
    if (effect) return effect.value;
    return transaction.docChanged || transaction.selection ? null : note;
  },
  provide: (field) => showTooltip.from(field),
});

const tooltip = (note) => ({ pos: note.from, end: note.to, above: true, create: () => card(note) });

/** Completion as one types, and descriptions of what the mouse or the caret is at. */
export function assist(complete, describe) {
  const at = (view, pos, use) => then(describe(view.state.doc.toString(), pos), (note) => use(note ?? null));
  const ask = (view) => {
    const { doc } = view.state;
    at(view, view.state.selection.main.head, (note) => {
      if (view.state.doc !== doc) return;
      const said = note ? `${note.title}: ${note.text}` : "No description here.";
      view.dispatch({ effects: [setNote.of(note && tooltip(note)), EditorView.announce.of(said)] });
    });
    return true;
  };
  const close = (view) => {
    if (!view.state.field(asked)) return false;
    view.dispatch({ effects: setNote.of(null) });
    return true;
  };
  const next = (view) => nextSnippetField(view) && (startCompletion(view), true);
  // Tab moves the focus on, but for the places of a snippet that are still to be filled in.
  let filling = false;
  const tabs = EditorView.updateListener.of(({ view, state }) => {
    const now = hasNextSnippetField(state) || hasPrevSnippetField(state);
    if (now !== filling) view.setTabFocusMode(!now);
    filling = now;
  });
  return [
    autocompletion({ override: [source(complete)], icons: false, maxRenderedOptions: 60, interactionDelay: 0 }),
    snippetKeymap.of([{ key: "Tab", run: next, shift: prevSnippetField }, { key: "Escape", run: clearSnippet }]),
    Prec.high(keymap.of([{ key: "F1", run: ask }, { key: "Escape", run: close }])),
    hoverTooltip((view, pos) => at(view, pos, (note) => note && tooltip(note)), { hideOnChange: true }),
    asked, tabs, look,
  ];
}
