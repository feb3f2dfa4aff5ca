//! Machine → [`Runnable`]: everything that can be read once is read here, so that a run parses nothing.

mod distributed;

use std::rc::Rc;

use super::fields::{AmountCode, TemplateCode, TextCode};
use super::messages::RunProblem;
use super::resource::Service;
use super::runnable::{
    CatchCode, CatcherCode, ConditionCode, DataCode, ItemsCode, JsonPathCode, KindCode, MapCode, Next, OperandCode,
    PathCode, ResultPathCode, RuleCode, Runnable, ScopeCode, ScopeIndex, StateCode, StateIndex, TaskCode,
    ToleranceCode, WaitCode,
};
use asl_aws::time::Timestamp;
use asl_lang::messages::{DataProblem, FieldProblem, FlowProblem, TargetAdvice};
use asl_lang::{
    Amount, Catcher, Condition, MapState, PathField, QueryLanguage, Retrier, Rule, Scope, State, StateKind,
    StateMachine, StateType, Wait,
};
use asl_path::{Expression, ReferencePath, Template};
use asl_text::diagnostic::Diagnostic;
use asl_text::{Node, NodeKind, Span, Spanned};
use asl_value::Value;

impl Runnable {
    /// Prepares a machine. The error is what hinders it to run, at its places.
    ///
    /// What the playground cannot run yet does not hinder: the state that needs it fails when it is entered.
    pub fn compile(machine: &StateMachine) -> Result<Rc<Self>, Vec<Diagnostic>> {
        let mut compiler = Compiler {
            language: machine.query_language.as_ref().map(|spanned| spanned.value).unwrap_or_default(),
            scopes: Vec::new(),
            diagnostics: Vec::new(),
        };
        let root = compiler.scope(&machine.scope);
        let timeout_seconds = match &machine.timeout {
            Some(Amount::Literal(seconds)) => Some(seconds.value),
            _ => None,
        };
        if compiler.diagnostics.is_empty() {
            Ok(Rc::new(Self { scopes: compiler.scopes, root, timeout_seconds }))
        } else {
            Err(compiler.diagnostics)
        }
    }
}

struct Compiler {
    language: QueryLanguage,
    scopes: Vec<ScopeCode>,
    diagnostics: Vec<Diagnostic>,
}

impl Compiler {
    fn scope(&mut self, scope: &Scope) -> ScopeIndex {
        let index = self.scopes.len();
        self.scopes.push(ScopeCode::default());
        let states = scope.states.iter().map(|state| self.state(state, scope)).collect();
        let start = self.target(scope.start_at.as_ref(), scope, "StartAt", scope.span);
        if let Some(slot) = self.scopes.get_mut(index) {
            *slot = ScopeCode { states, start };
        }
        index
    }

    /// The state that a transition names. A missing one is reported, and the first state stands in for it.
    fn target(&mut self, name: Option<&Spanned<Rc<str>>>, scope: &Scope, field: &str, place: Span) -> StateIndex {
        let found = name.and_then(|name| scope.states.iter().position(|state| state.name.value == name.value));
        found.unwrap_or_else(|| {
            self.diagnostics.push(match name {
                Some(name) => {
                    let problem = FlowProblem::UnknownTarget { name: name.value.clone(), advice: TargetAdvice::Add };
                    Diagnostic::error(name.span, problem)
                }
                None => Diagnostic::error(place, RunProblem::NoTarget { field: field.to_owned() }),
            });
            0
        })
    }

    fn state(&mut self, state: &State, scope: &Scope) -> StateCode {
        let language = state.query_language.as_ref().map_or(self.language, |spanned| spanned.value);
        let kind = self.kind(state, scope, language);
        let state_type = state.kind.state_type().unwrap_or(StateType::Pass);
        let leads_on = !matches!(state_type, StateType::Choice | StateType::Succeed | StateType::Fail);
        let next = if leads_on && !state.end {
            Next::State(self.target(state.next.as_ref(), scope, "Next", state.span))
        } else {
            Next::End
        };
        StateCode {
            name: state.name.value.clone(),
            state_type,
            kind,
            data: self.data(state, language),
            assign: self.template("Assign", state.assign.as_ref(), language),
            next,
            retry: state.retry.iter().map(Retrier::policy).collect(),
            catch: (0..).zip(&state.catch).map(|(index, one)| self.catcher(index, one, scope, language)).collect(),
        }
    }

    fn data(&mut self, state: &State, language: QueryLanguage) -> DataCode {
        match language {
            QueryLanguage::JsonPath => DataCode::JsonPath(Box::new(JsonPathCode {
                input_path: self.path(state.input_path.as_ref()),
                parameters: self.template("Parameters", state.parameters.as_ref(), language),
                result_selector: self.template("ResultSelector", state.result_selector.as_ref(), language),
                result_path: self.result_path(state.result_path.as_ref()),
                output_path: self.path(state.output_path.as_ref()),
            })),
            QueryLanguage::Jsonata => DataCode::Jsonata {
                arguments: self.template("Arguments", state.arguments.as_ref(), language),
                output: self.template("Output", state.output.as_ref(), language),
            },
        }
    }

    fn kind(&mut self, state: &State, scope: &Scope, language: QueryLanguage) -> KindCode {
        match &state.kind {
            StateKind::Pass { result } => {
                // `Result: null` counts as absent, as TestState shows.
                let result = result.as_ref().map(Node::to_value).filter(|value| *value != Value::Null);
                KindCode::Pass { result }
            }
            StateKind::Task(task) => {
                let resource = task.resource.as_ref().map(|resource| resource.value.clone()).unwrap_or_default();
                KindCode::Task(Box::new(TaskCode {
                    service: Service::of(task.target()),
                    resource,
                    timeout: self.amount("TimeoutSeconds", task.timeout.as_ref()),
                    heartbeat: self.amount("HeartbeatSeconds", task.heartbeat.as_ref()),
                    credentials: self.template("Credentials", task.credentials.as_ref(), language),
                }))
            }
            StateKind::Choice(choice) => {
                let rules = (0..).zip(&choice.rules);
                let rules = rules.filter_map(|(index, rule)| self.rule(index, rule, scope, language)).collect();
                let default = choice.default.as_ref().map(|name| self.target(Some(name), scope, "Default", name.span));
                KindCode::Choice { rules, default }
            }
            StateKind::Wait(wait) => self.wait(wait, state.span, language),
            StateKind::Succeed => KindCode::Succeed,
            StateKind::Fail(fail) => KindCode::Fail {
                error: self.text("Error", fail.error.as_ref(), fail.error_path.as_ref(), language),
                cause: self.text("Cause", fail.cause.as_ref(), fail.cause_path.as_ref(), language),
            },
            StateKind::Parallel { branches } => {
                KindCode::Parallel { branches: branches.iter().map(|branch| self.scope(branch)).collect() }
            }
            StateKind::Map(map) => self.map(map, language),
            StateKind::Unknown => KindCode::Unsupported("the state has an unknown type".into()),
        }
    }

    fn map(&mut self, map: &MapState, language: QueryLanguage) -> KindCode {
        let Some(processor) = &map.processor else {
            return KindCode::Unsupported("the Map has no ItemProcessor".into());
        };
        KindCode::Map(Box::new(MapCode {
            processor: self.scope(processor),
            items: match language {
                QueryLanguage::JsonPath => ItemsCode::Path(self.path(map.items_path.as_ref())),
                QueryLanguage::Jsonata => {
                    ItemsCode::Jsonata(map.items.as_ref().and_then(|node| self.jsonata("Items", node)))
                }
            },
            selector: self.template("ItemSelector", map.item_selector.as_ref(), language),
            max_concurrency: self.amount("MaxConcurrency", map.max_concurrency.as_ref()),
            tolerance: ToleranceCode {
                count: self.amount("ToleratedFailureCount", map.tolerated_failure_count.as_ref()),
                percentage: self.amount("ToleratedFailurePercentage", map.tolerated_failure_percentage.as_ref()),
            },
            distributed: map.distributed.then(|| Box::new(self.distributed(map, language))),
        }))
    }

    fn wait(&mut self, wait: &Wait, place: Span, language: QueryLanguage) -> KindCode {
        let code = match wait {
            Wait::Seconds(amount) => self.amount("Seconds", Some(amount)).map(WaitCode::Seconds),
            Wait::Timestamp(text) if language == QueryLanguage::Jsonata && asl_jsonata::is_expression(&text.value) => {
                self.jsonata_text("Timestamp", text).map(WaitCode::UntilComputed)
            }
            Wait::Timestamp(text) => {
                let at = Timestamp::parse(&text.value);
                if at.is_none() {
                    let problem = FieldProblem::NotATimestamp(text.value.clone());
                    self.diagnostics.push(Diagnostic::error(text.span, problem));
                }
                at.map(WaitCode::Until)
            }
            Wait::TimestampPath(path) => {
                self.expression(path).map(|expression| WaitCode::UntilPath(expression, path.value.clone()))
            }
            Wait::Missing => {
                self.diagnostics.push(Diagnostic::error(place, RunProblem::NoDuration));
                None
            }
        };
        code.map_or_else(|| KindCode::Unsupported("the Wait can't be read".into()), KindCode::Wait)
    }

    fn rule(&mut self, index: usize, rule: &Rule, scope: &Scope, language: QueryLanguage) -> Option<RuleCode> {
        let field = |name: &str| format!("Choices[{index}]/{name}");
        Some(RuleCode {
            condition: match &rule.condition {
                Condition::Expression(node) => ConditionCode::Jsonata(self.jsonata(&field("Condition"), node)?),
                condition => self.condition(condition, rule.span)?,
            },
            next: self.target(rule.next.as_ref(), scope, "Next", rule.span),
            assign: self.template(&field("Assign"), rule.assign.as_ref(), language),
            output: self.template(&field("Output"), rule.output.as_ref(), language),
        })
    }

    fn condition(&mut self, condition: &Condition, place: Span) -> Option<ConditionCode> {
        Some(match condition {
            Condition::And(all) => {
                ConditionCode::And(all.iter().filter_map(|one| self.condition(one, place)).collect())
            }
            Condition::Or(any) => ConditionCode::Or(any.iter().filter_map(|one| self.condition(one, place)).collect()),
            Condition::Not(inner) => ConditionCode::Not(Box::new(self.condition(inner, place)?)),
            Condition::Compare { variable, operator, operand } => {
                let operand = match operand.as_str().filter(|_| operator.value.path) {
                    Some(path) => {
                        let path = Spanned::new(path.clone(), operand.span);
                        OperandCode::Path(self.expression(&path)?, path.value)
                    }
                    None => OperandCode::Literal(operand.to_value()),
                };
                ConditionCode::Compare {
                    variable: self.expression(variable)?,
                    variable_text: variable.value.clone(),
                    test: operator.value.test,
                    operand,
                }
            }
            Condition::Expression(_) | Condition::Missing => {
                self.diagnostics.push(Diagnostic::error(place, RunProblem::NoCondition));
                return None;
            }
        })
    }

    fn catcher(&mut self, index: usize, catcher: &Catcher, scope: &Scope, language: QueryLanguage) -> CatcherCode {
        let field = |name: &str| format!("Catch[{index}]/{name}");
        CatcherCode {
            errors: catcher.error_equals.iter().map(|name| name.value.clone()).collect(),
            next: self.target(catcher.next.as_ref(), scope, "Next", catcher.span),
            data: match language {
                QueryLanguage::JsonPath => CatchCode::ResultPath(self.result_path(catcher.result_path.as_ref())),
                QueryLanguage::Jsonata => {
                    CatchCode::Output(self.template(&field("Output"), catcher.output.as_ref(), language))
                }
            },
            assign: self.template(&field("Assign"), catcher.assign.as_ref(), language),
        }
    }

    fn template(&mut self, field: &str, node: Option<&Node>, language: QueryLanguage) -> Option<TemplateCode> {
        let node = node?;
        match language {
            QueryLanguage::Jsonata => self.jsonata(field, node).map(TemplateCode::Jsonata),
            QueryLanguage::JsonPath => match Template::compile(node) {
                Ok(template) => Some(TemplateCode::JsonPath(template)),
                Err(found) => {
                    self.diagnostics.extend(found);
                    None
                }
            },
        }
    }

    fn jsonata(&mut self, field: &str, node: &Node) -> Option<asl_jsonata::Template> {
        match asl_jsonata::Template::compile(field, node) {
            Ok(template) => Some(template),
            Err(found) => {
                let report = |(span, error): (Span, asl_jsonata::SyntaxError)| {
                    let (message, hint) = (error.message, error.hint);
                    Diagnostic::error(span, DataProblem::Expression { message, hint })
                };
                self.diagnostics.extend(found.into_iter().map(report));
                None
            }
        }
    }

    fn jsonata_text(&mut self, field: &str, text: &Spanned<Rc<str>>) -> Option<asl_jsonata::Template> {
        self.jsonata(field, &Node { kind: NodeKind::String(text.value.clone()), span: text.span })
    }

    fn expression(&mut self, text: &Spanned<Rc<str>>) -> Option<Expression> {
        match Expression::parse(&text.value) {
            Ok(expression) => Some(expression),
            Err(error) => {
                let problem = RunProblem::Path { text: text.value.clone(), error };
                self.diagnostics.push(Diagnostic::error(text.span, problem));
                None
            }
        }
    }

    fn path(&mut self, field: Option<&PathField>) -> PathCode {
        match field.map(|field| (&field.value, field.span)) {
            None => PathCode::Whole,
            Some((None, _)) => PathCode::Discard,
            Some((Some(text), _)) if &**text == "$" => PathCode::Whole,
            Some((Some(text), span)) => self
                .expression(&Spanned::new(text.clone(), span))
                .map_or(PathCode::Whole, |expression| PathCode::Path(expression, text.clone())),
        }
    }

    fn result_path(&mut self, field: Option<&PathField>) -> ResultPathCode {
        match field.map(|field| (&field.value, field.span)) {
            None => ResultPathCode::Whole,
            Some((None, _)) => ResultPathCode::Discard,
            Some((Some(text), _)) if &**text == "$" => ResultPathCode::Whole,
            Some((Some(text), span)) => match ReferencePath::parse(text) {
                Ok(path) => ResultPathCode::At(path),
                Err(error) => {
                    let problem = RunProblem::ReferencePath { text: text.clone(), error };
                    self.diagnostics.push(Diagnostic::error(span, problem));
                    ResultPathCode::Whole
                }
            },
        }
    }

    fn amount(&mut self, field: &str, amount: Option<&Amount>) -> Option<AmountCode> {
        match amount? {
            Amount::Literal(number) => Some(AmountCode::Literal(number.value)),
            Amount::Path(path) => {
                self.expression(path).map(|expression| AmountCode::Path(expression, path.value.clone()))
            }
            Amount::Expression(text) => self.jsonata_text(field, text).map(AmountCode::Jsonata),
        }
    }

    fn text(
        &mut self,
        field: &str,
        text: Option<&Spanned<Rc<str>>>,
        path: Option<&Spanned<Rc<str>>>,
        language: QueryLanguage,
    ) -> Option<TextCode> {
        if let Some(path) = path {
            return self.expression(path).map(|expression| TextCode::Path(expression, path.value.clone()));
        }
        let text = text?;
        if language == QueryLanguage::Jsonata && asl_jsonata::is_expression(&text.value) {
            return self.jsonata_text(field, text).map(TextCode::Jsonata);
        }
        Some(TextCode::Literal(text.value.clone()))
    }
}
