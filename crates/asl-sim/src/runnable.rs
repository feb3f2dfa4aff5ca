//! A checked machine, prepared for running: names interned, paths and templates compiled, targets resolved.

use std::rc::Rc;

use super::fields::{AmountCode, TemplateCode, TextCode};
use asl_aws::retry_policy::RetryPolicy;
use asl_aws::time::Timestamp;
use asl_lang::{StateType, Test};
use asl_path::{Expression, ReferencePath};
use asl_value::Value;

/// A machine that can run: see [`Runnable::compile`].
#[derive(Debug)]
pub struct Runnable {
    /// Every scope: the machine's own and those of branches and item processors.
    pub(super) scopes: Vec<ScopeCode>,
    /// The machine's own scope.
    pub(super) root: ScopeIndex,
    /// `TimeoutSeconds` of the machine.
    pub(super) timeout_seconds: Option<f64>,
}

/// A scope's place in [`Runnable::scopes`].
pub(super) type ScopeIndex = usize;
/// A state's place in its scope.
pub(super) type StateIndex = usize;

/// A `StartAt` with its `States`.
#[derive(Debug, Default)]
pub(super) struct ScopeCode {
    pub(super) states: Vec<StateCode>,
    pub(super) start: StateIndex,
}

/// A state, ready to run.
#[derive(Debug)]
pub(super) struct StateCode {
    pub(super) name: Rc<str>,
    pub(super) state_type: StateType,
    pub(super) kind: KindCode,
    pub(super) data: DataCode,
    pub(super) assign: Option<TemplateCode>,
    pub(super) next: Next,
    pub(super) retry: Vec<RetryPolicy>,
    pub(super) catch: Vec<CatcherCode>,
}

/// How data goes into a state and comes out of it, in its query language.
#[derive(Debug)]
pub(super) enum DataCode {
    JsonPath(Box<JsonPathCode>),
    Jsonata { arguments: Option<TemplateCode>, output: Option<TemplateCode> },
}

/// The fields that only a JSONPath state has.
#[derive(Debug)]
pub(super) struct JsonPathCode {
    pub(super) input_path: PathCode,
    pub(super) parameters: Option<TemplateCode>,
    pub(super) result_selector: Option<TemplateCode>,
    pub(super) result_path: ResultPathCode,
    pub(super) output_path: PathCode,
}

/// Where a state leads.
#[derive(Clone, Copy, Debug)]
pub(super) enum Next {
    State(StateIndex),
    End,
}

/// `InputPath` or `OutputPath`.
#[derive(Debug)]
pub(super) enum PathCode {
    /// `$`, or absent.
    Whole,
    /// `null`: an empty object.
    Discard,
    /// Any other path, with its text.
    Path(Expression, Rc<str>),
}

/// `ResultPath`
#[derive(Debug)]
pub(super) enum ResultPathCode {
    /// `$`, or absent: the result replaces the input.
    Whole,
    /// `null`: the result is dropped.
    Discard,
    /// Any other path.
    At(ReferencePath),
}

/// What only one type of state has.
#[derive(Debug)]
pub(super) enum KindCode {
    Pass {
        result: Option<Value>,
    },
    Task(Box<TaskCode>),
    Choice {
        rules: Vec<RuleCode>,
        default: Option<StateIndex>,
    },
    Wait(WaitCode),
    Succeed,
    Fail {
        error: Option<TextCode>,
        cause: Option<TextCode>,
    },
    Parallel {
        branches: Vec<ScopeIndex>,
    },
    Map(Box<MapCode>),
    /// Something of the language that cannot run yet: the state fails with this text.
    Unsupported(Rc<str>),
}

/// The fields of a Task.
#[derive(Debug)]
pub(super) struct TaskCode {
    pub(super) resource: Rc<str>,
    pub(super) service: super::resource::Service,
    pub(super) timeout: Option<AmountCode>,
    pub(super) heartbeat: Option<AmountCode>,
    pub(super) credentials: Option<TemplateCode>,
}

/// The fields of a Map.
#[derive(Debug)]
pub(super) struct MapCode {
    pub(super) processor: ScopeIndex,
    pub(super) items: ItemsCode,
    pub(super) selector: Option<TemplateCode>,
    pub(super) max_concurrency: Option<AmountCode>,
    /// How many iterations may fail, if the Map says so.
    pub(super) tolerance: ToleranceCode,
    pub(super) distributed: Option<Box<DistributedCode>>,
}

/// `ToleratedFailureCount` and `ToleratedFailurePercentage` of a Map.
#[derive(Debug)]
pub(super) struct ToleranceCode {
    pub(super) count: Option<AmountCode>,
    pub(super) percentage: Option<AmountCode>,
}

/// The fields that only a Distributed Map has.
#[derive(Debug)]
pub(super) struct DistributedCode {
    /// Whether its child executions are Express ones.
    pub(super) express: bool,
    pub(super) label: Option<Rc<str>>,
    pub(super) reader: Option<ReaderCode>,
    pub(super) batcher: Option<BatcherCode>,
    pub(super) writer: Option<WriterCode>,
}

/// `ItemReader`
#[derive(Debug)]
pub(super) struct ReaderCode {
    pub(super) resource: Rc<str>,
    /// `Parameters` or `Arguments`
    pub(super) parameters: Option<TemplateCode>,
    /// `ReaderConfig`
    pub(super) config: Option<TemplateCode>,
    /// `MaxItemsPath`
    pub(super) max_items: Option<AmountCode>,
}

/// `ItemBatcher`
#[derive(Debug)]
pub(super) struct BatcherCode {
    pub(super) max_items: Option<AmountCode>,
    pub(super) max_bytes: Option<AmountCode>,
    /// `BatchInput`
    pub(super) input: Option<TemplateCode>,
}

/// `ResultWriter`
#[derive(Debug)]
pub(super) struct WriterCode {
    /// `Parameters` or `Arguments`
    pub(super) parameters: Option<TemplateCode>,
    /// `WriterConfig`
    pub(super) config: Option<TemplateCode>,
}

/// `ItemsPath` or `Items`.
#[derive(Debug)]
pub(super) enum ItemsCode {
    Path(PathCode),
    /// Absent: the input.
    Jsonata(Option<asl_jsonata::Template>),
}

/// What a Wait waits for.
#[derive(Debug)]
pub(super) enum WaitCode {
    Seconds(AmountCode),
    Until(Timestamp),
    UntilPath(Expression, Rc<str>),
    UntilComputed(asl_jsonata::Template),
}

/// A rule of a Choice.
#[derive(Debug)]
pub(super) struct RuleCode {
    pub(super) condition: ConditionCode,
    pub(super) next: StateIndex,
    pub(super) assign: Option<TemplateCode>,
    /// `Output` (JSONata).
    pub(super) output: Option<TemplateCode>,
}

/// When a rule matches.
#[derive(Debug)]
pub(super) enum ConditionCode {
    And(Vec<ConditionCode>),
    Or(Vec<ConditionCode>),
    Not(Box<ConditionCode>),
    Compare {
        variable: Expression,
        variable_text: Rc<str>,
        test: Test,
        operand: OperandCode,
    },
    /// `Condition`
    Jsonata(asl_jsonata::Template),
}

/// What a rule compares with.
#[derive(Debug)]
pub(super) enum OperandCode {
    Literal(Value),
    Path(Expression, Rc<str>),
}

/// One entry of `Catch`: which errors it takes, and what it makes of them.
#[derive(Debug)]
pub(super) struct CatcherCode {
    pub(super) errors: Vec<Rc<str>>,
    pub(super) next: StateIndex,
    pub(super) data: CatchCode,
    pub(super) assign: Option<TemplateCode>,
}

/// What a catcher makes of the error output.
#[derive(Debug)]
pub(super) enum CatchCode {
    /// `ResultPath`
    ResultPath(ResultPathCode),
    /// `Output`; absent, the error output.
    Output(Option<TemplateCode>),
}

impl StateCode {
    /// The state's `Output` (JSONata).
    pub(super) fn output(&self) -> Option<&TemplateCode> {
        match &self.data {
            DataCode::JsonPath(_) => None,
            DataCode::Jsonata { output, .. } => output.as_ref(),
        }
    }
}

impl Runnable {
    pub(super) fn state(&self, scope: ScopeIndex, state: StateIndex) -> Option<&StateCode> {
        self.scopes.get(scope)?.states.get(state)
    }
}
