/**
 * The embedded ASL Playground: the messages of its frame, and the custom element of embed.js. docs/embed.md describes both.
 *
 * With the element: `/// <reference path="embed.d.ts" />`, or `import type { AslPlaygroundElement } from "./embed"`.
 */

/** A view of the playground. */
export type View = "graph" | "definition" | "input" | "timeline" | "states" | "events";

/** What can be chosen in the address, as attributes of the element, and with `show`. */
export interface Choices {
  /** Views, the first in front: `graph,timeline`. A `+` after the first one puts two side by side: `definition+graph`. */
  view?: string;
  theme?: "auto" | "light" | "dark";
  controls?: "none" | "run" | "step";
  readonly?: boolean;
  /** The name of the state that is selected. */
  state?: string;
  /** After how many events a run that has ended is shown; null for its end. */
  moment?: number | null;
  /** The step of the lesson that is shown beside the views, from 1; null for no lesson. */
  step?: number | null;
}

/** What is opened: texts, a link, or an example. A definition that is an object is written as JSON. */
export type Load =
  | { definition: string | object; input?: unknown; mocks?: string | object; events?: string | object; lesson?: string | object }
  | { link: string }
  | { example: string };

export interface Problem {
  severity: "error" | "warning" | "info";
  code: string;
  message: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
}

export interface Loaded {
  isRunnable: boolean;
  /** The names of all states. */
  states: string[];
  problems: Problem[];
  /** Whether a recorded run came with it: `run` then plays that one. */
  isRecorded: boolean;
}

/** How a run stands. Known secrets are masked. */
export interface Result {
  /** `NONE`: nothing has run. `QUIET`: all events of an event bus were delivered. */
  status: "NONE" | "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "QUIET";
  output?: unknown;
  error?: string;
  cause?: string | null;
  startDate?: string;
  stopDate?: string;
  /** How many events there are. */
  events?: number;
  isRecorded?: boolean;
  /** The state at which the run is held, or which the moment that is shown belongs to. */
  heldAt?: string;
  /** With `{ history: true }`: the events as GetExecutionHistory lists them. */
  history?: object[];
}

/** A state that was entered or left. */
export interface StateChange {
  type: "entered" | "exited";
  state: string;
  /** As in the history: an ISO 8601 date. */
  time: string;
}

/** The methods: what each takes, and what it resolves to. */
export interface Methods {
  hello: { params: {}; result: { version: 1; methods: string[]; views: View[] } };
  load: { params: Load; result: Loaded };
  run: { params: { input?: unknown }; result: Result };
  step: { params: {}; result: Result };
  stop: { params: {}; result: {} };
  result: { params: { history?: boolean }; result: Result };
  show: { params: Choices; result: {} };
  link: { params: {}; result: { link: string } };
}

export type ErrorName =
  | "InvalidRequest"
  | "UnknownMethod"
  | "UnsupportedVersion"
  | "TooLarge"
  | "TooManyRequests"
  | "Busy"
  | "NotRunnable"
  | "InvalidLink"
  | "NotLoaded";

/** A message to the frame. */
export type RequestMessage = {
  [M in keyof Methods]: { aslPlayground: 1; id: number | string; method: M; params?: Methods[M]["params"] };
}[keyof Methods];

/** Its answer. */
export type AnswerMessage =
  | { aslPlayground: 1; id: number | string; result: Methods[keyof Methods]["result"] }
  | { aslPlayground: 1; id: number | string | null; error: { name: ErrorName; message: string } };

/** What the frame tells by itself; everything but `ready` only to a page that has sent it a message. */
export type EventMessage =
  | { aslPlayground: 1; event: "ready"; data: { version: 1 } }
  | { aslPlayground: 1; event: "states"; data: { states: StateChange[]; skipped: number } }
  | { aslPlayground: 1; event: "held"; data: Result }
  | { aslPlayground: 1; event: "done"; data: Result }
  | { aslPlayground: 1; event: "changed"; data: {} };

export interface AslPlaygroundEventMap {
  ready: CustomEvent<{}>;
  stateentered: CustomEvent<StateChange>;
  stateexited: CustomEvent<StateChange>;
  held: CustomEvent<Result>;
  done: CustomEvent<Result>;
  changed: CustomEvent<{}>;
  error: CustomEvent<{ name: ErrorName; message: string }>;
}

/** `<asl-playground>`. Promises reject with an Error whose `name` is an ErrorName, or `Disconnected`. */
export interface AslPlaygroundElement extends HTMLElement {
  /** A link to the playground, its fragment, or `#example/<id>`. */
  src: string;
  /** How the last run of this element ended; null before. */
  readonly result: Result | null;
  load(what: Load): Promise<Loaded>;
  run(input?: unknown): Promise<Result>;
  step(): Promise<Result>;
  stop(): Promise<{}>;
  getResult(options?: { history?: boolean }): Promise<Result>;
  getLink(): Promise<string>;
  addEventListener<K extends keyof AslPlaygroundEventMap>(
    type: K,
    listener: (this: AslPlaygroundElement, event: AslPlaygroundEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "asl-playground": AslPlaygroundElement;
  }
}
