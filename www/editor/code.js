// The colors of functions' code: JavaScript and Python. It is fetched when such a file is opened (`fetchCode` in editor.src.js).
// A few regular expressions find what has a color: that is all that is wanted here, and a grammar would weigh thirty times as much.
import { Language, defineLanguageFacet, languageDataProp } from "@codemirror/language";
import { NodeSet, NodeType, Parser, Tree } from "@lezer/common";
import { styleTags, tags } from "@lezer/highlight";

const JAVASCRIPT = {
  comment: /\/\/.*|\/\*[^]*?(?:\*\/|$)/,
  string: /`(?:\\[^]|[^`\\])*`?|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/,
  keyword: /\b(?:async|await|break|case|catch|class|const|continue|default|delete|do|else|export|extends|finally|for|from|function|if|import|in|instanceof|let|new|of|return|static|super|switch|this|throw|try|typeof|var|void|while|yield)\b/,
  atom: /\b(?:true|false|null|undefined|NaN|Infinity)\b/,
  number: /\b\d[\w.]*/,
  property: /(?<=\.)[A-Za-z_$][\w$]*|[A-Za-z_$][\w$]*(?=\s*:)/,
  word: /[A-Za-z_$][\w$]*/,
  punctuation: /[{}()[\];,.]/,
};
const PYTHON = {
  comment: /#.*/,
  string: /[rbfu]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)/,
  keyword: /\b(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)\b/,
  atom: /\b(?:True|False|None)\b/,
  number: /\b\d[\w.]*/,
  property: /(?<=\.)[A-Za-z_]\w*/,
  word: /[A-Za-z_]\w*/,
  punctuation: /[{}()[\]:,.]/,
};
const COLORS = { comment: tags.comment, string: tags.string, keyword: tags.keyword, atom: tags.atom, number: tags.number, property: tags.propertyName, punctuation: tags.punctuation };

/** A parser that finds the parts of a text, one behind the other. */
class Parts extends Parser {
  constructor(parts, data) {
    super();
    const names = Object.keys(parts);
    const top = NodeType.define({ id: 0, name: "code", top: true, props: [[languageDataProp, data]] });
    this.nodes = new NodeSet([top, ...names.map((name, index) => NodeType.define({ id: index + 1, name }))]).extend(styleTags(COLORS));
    this.pattern = new RegExp(names.map((name) => `(${parts[name].source})`).join("|"), "g");
  }

  createParse(input) {
    const advance = () => {
      const buffer = [];
      for (const found of input.read(0, input.length).matchAll(this.pattern)) {
        const type = found.findIndex((part, index) => index > 0 && part !== undefined);
        if (found[0].length > 0) buffer.push(type, found.index, found.index + found[0].length, 4);
      }
      return Tree.build({ buffer, nodeSet: this.nodes, topID: 0, length: input.length });
    };
    return { advance, parsedPos: input.length, stopAt() {}, stoppedAt: null };
  }
}

function language(name, parts, commentTokens) {
  const data = defineLanguageFacet({ commentTokens, closeBrackets: { brackets: ["(", "[", "{", "'", '"', "`"] } });
  return new Language(data, new Parts(parts, data), [], name);
}

const languages = {
  javascript: language("javascript", JAVASCRIPT, { line: "//", block: { open: "/*", close: "*/" } }),
  python: language("python", PYTHON, { line: "#" }),
};

/** The language of that name. */
export const languageNamed = (name) => languages[name] ?? [];
