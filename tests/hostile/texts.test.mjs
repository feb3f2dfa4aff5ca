// Definitions that could crash or freeze the page.
import { suite } from "./suite.mjs";

suite(["text"]);
