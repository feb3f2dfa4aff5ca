// The colors of functions' code: JavaScript and Python. It is fetched when such a file is opened (`fetchCode` in editor.src.js).
import { StreamLanguage } from "@codemirror/language";
import { javascript } from "@codemirror/legacy-modes/mode/javascript";
import { python } from "@codemirror/legacy-modes/mode/python";

const languages = { javascript: StreamLanguage.define(javascript), python: StreamLanguage.define(python) };

/** The language of that name. */
export const language = (name) => languages[name] ?? [];
