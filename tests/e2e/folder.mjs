// Folders of the computer, as a person opens them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ready } from "./playground.mjs";

/** A folder of the computer with these files. */
export function folder(files) {
  const root = mkdtempSync(join(tmpdir(), "project-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** Opens a folder with the chooser of the tab Files. */
export async function openFolder(page, files) {
  await ready(page);
  const root = folder(files);
  await page.getByRole("tab", { name: /^Files/ }).click();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "Choose a folder…" }).click()]);
  await chooser.setFiles(root);
  await page.getByTestId("project").waitFor();
  rmSync(root, { recursive: true });
}
