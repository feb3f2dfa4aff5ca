// What a problem's box in the editor offers beside its words: the page is asked only when the box is shown.

/**
 * These problems with a message that offers fixes. `ask(index)` gives the titles of the fixes of the problem at that index,
 * `mend(index, title)` makes one. The titles stand in buttons behind the words.
 */
export function withFixes(problems, { ask, mend }) {
  return problems.map((problem, index) => ({
    ...problem,
    renderMessage: () => {
      const box = document.createElement("span");
      box.append(problem.message);
      const titles = ask(index);
      if (titles.length > 0) {
        const row = box.appendChild(document.createElement("span"));
        row.className = "cm-fixes";
        for (const title of titles) {
          const button = row.appendChild(document.createElement("button"));
          button.type = "button";
          button.className = "cm-diagnosticAction";
          button.textContent = `Fix: ${title.replace(/`([^`]*)`/g, "“$1”")}`;
          // The press must not take the focus from the text before it counts.
          button.addEventListener("mousedown", (event) => event.preventDefault());
          button.addEventListener("click", () => mend(index, title));
        }
      }
      return box;
    },
  }));
}
