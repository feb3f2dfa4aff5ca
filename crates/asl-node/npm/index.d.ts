/** A value of JSON. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A workflow: a definition or a template around it, with the files that it names. */
export interface Workflow {
    /** Its text (JSON, YAML, Terraform), or the definition as an object. */
    definition: string | object;
    /** The path of the text among `files`. */
    path?: string;
    /** The other files of its project: texts by path. */
    files?: Record<string, string>;
    /** Logical ID of the state machine in a template; the first one by default. */
    machine?: string;
    /** Values of the parameters of a template, or of placeholders such as `${wait}`. */
    parameters?: Record<string, string | number | boolean>;
    /** The type, where a template does not say it. */
    type?: 'STANDARD' | 'EXPRESS';
}

/** A workflow, its text, or a definition as an object. */
export type WorkflowLike = Workflow | string | object;

/** Something that is wrong with a text. Lines and columns begin at 1; columns count UTF-16 code units. */
export interface Problem {
    /** The path of the file; empty for a text alone. */
    file: string;
    line: number;
    column: number;
    endLine: number;
    endColumn: number;
    severity: 'error' | 'warning' | 'info';
    /** The code of the rule, such as `ASL0301`. */
    code: string;
    message: string;
    /** A way out, where there is one. */
    hint?: string;
}

/** An answer in the format of TestState. */
export type Mock =
    | { result: Json; delaySeconds?: number }
    | { errorOutput: { error: string; cause?: string }; delaySeconds?: number };

/** Answers of a state: one for all calls, one for each call, or by visit or iteration. */
export type Mocks = Record<string, Mock | Mock[] | { byVisit: Json } | { byIteration: Json }>;

export interface RunOptions extends Partial<Workflow> {
    /** The input of the execution; `{}` by default. */
    input?: Json;
    /** Answers by the name of the state. */
    mocks?: Mocks;
    /** What calls come to, by the name of the state: `"503"`, `"timeout"`, the name of an error, or a list for the first calls. */
    whatIf?: Record<string, string | string[]>;
    /** Objects in S3 by `s3://bucket/key`. */
    s3?: Record<string, Json>;
    /** `true`: the report has the history, as GetExecutionHistory gives it. */
    history?: boolean;
    /** `false`: the limits of the service are only reported. */
    limits?: boolean;
    /** When the run begins; 2026-01-01T00:00:00Z by default. */
    at?: string;
    /** Seed of the randomness. */
    seed?: number;
}

export interface RunReport {
    status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'RUNNING';
    /** The output of a run that succeeded. */
    output?: any;
    error?: string;
    cause?: string;
    /** How long it took by its own clock. */
    seconds: number;
    /** With `history: true`. */
    events?: Array<{ timestamp: string; type: string; id: number; previousEventId: number; [details: string]: any }>;
    /** What ResultWriters wrote, by `s3://bucket/key`. */
    files?: Record<string, string>;
}

export interface EventsReport {
    deliveries: Array<{ rule: string; target: string; status: 'DELIVERED' | 'DEAD_LETTER' | 'DROPPED'; attempts: number }>;
    executions: Array<{ machine: string; run: RunReport }>;
    /** Why events were rejected. */
    refused: string[];
}

/** A scenario: docs/scenarios.md describes all of its fields. */
export interface Scenario {
    name: string;
    input?: Json;
    mocks?: Mocks;
    whatIf?: Record<string, string | string[]>;
    files?: Record<string, string>;
    events?: Json;
    expect: Record<string, Json>;
}

export interface TestReport {
    passed: number;
    failed: number;
    scenarios: Array<{
        name: string;
        passes: boolean;
        /** What does not hold, a sentence each. */
        unmet: string[];
        /** How long the run took by its own clock. */
        seconds: number;
    }>;
    /** Warnings about the scenarios. */
    problems: Problem[];
}

export interface Finding {
    kind:
        | 'unhandled'
        | 'endless'
        | 'overdue'
        | 'data'
        | 'twice'
        | 'idle-retrier'
        | 'idle-catcher'
        | 'unreached'
        | 'longest'
        | 'dearest';
    state: string | null;
    title: string;
    detail: string;
    advice: string;
    errors: string[];
    /** The run that shows it. */
    scenario: Scenario | null;
}

export interface ExploreReport {
    findings: Finding[];
    /** How many runs were tried. */
    runs: number;
    /** Whether everything was tried. */
    isComplete: boolean;
    /** How many places (states, transitions, rules, retriers, catchers) were reached, of how many. */
    reached: number;
    places: number;
}

/** Why there is no answer: the workflow or the scenarios have errors, or an option is wrong. */
export class WorkflowError extends Error {}

/** Reads a workflow from a file, with the files that it names. */
export function load(file: string, options?: Partial<Workflow>): Workflow;

/** The problems of a workflow; an empty list if there are none. */
export function check(workflow: WorkflowLike, options?: Partial<Workflow> & { scenarios?: string | Scenario[] }): Problem[];

/** Puts events on the buses of a template, and reports what they lead to. */
export function run(workflow: WorkflowLike, options: RunOptions & { events: Json }): EventsReport;
/** Runs a workflow at once: without a network, in virtual time. The same options give the same report. */
export function run(workflow: WorkflowLike, options?: RunOptions): RunReport;

/** Runs scenarios: the text of a file of them, or a list. */
export function test(workflow: WorkflowLike, scenarios: string | Scenario[], options?: Partial<Workflow> & { input?: Json; s3?: Record<string, Json> }): TestReport;

/** Lets every call fail with every error, and reports what nothing handles. */
export function explore(workflow: WorkflowLike, options?: Partial<Workflow> & { input?: Json; mocks?: Mocks; runs?: number }): ExploreReport;
