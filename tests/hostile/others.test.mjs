// Runs, inputs, answers of APIs, links, and stored values that could crash or freeze the page.
import { suite } from "./suite.mjs";

suite(["run", "input", "answer", "link", "stored"]);
