//! Distributed Map states: their fields, their items, and the start of a Map Run
//! (Developer Guide, "Using Map state in Distributed mode").

use std::hash::Hasher;
use std::rc::Rc;

use rustc_hash::FxHasher;

use super::{Failure, WorkResult, map, staged};
use crate::access::Calling;
use crate::data_flow;
use crate::distributed::Files;
use crate::distributed::batcher::{Batch, Batching};
use crate::distributed::map_run::{MapRun, MapRunStatus};
use crate::distributed::reader::{Read, Reader};
use crate::distributed::tolerance::Tolerance;
use crate::distributed::writer::Writer;
use crate::event::EventKind;
use crate::fields::{AmountCode, TemplateCode, View};
use crate::runnable::{DistributedCode, MapCode, StateCode, ToleranceCode};
use crate::simulator::Simulator;
use crate::thread::{Phase, Thread};
use asl_aws::state_error::StateError;
use asl_aws::uuid::uuid_of;
use asl_value::Value;

/// The evaluated fields of a Map Run.
struct Fields {
    tolerance: Tolerance,
    /// `Parameters` and `ReaderConfig` of the ItemReader, and `MaxItems`.
    reader: Option<(Value, Value, Option<i64>)>,
    batching: Option<Batching>,
    writer_parameters: Option<Value>,
    writer_config: Option<Value>,
}

/// Starts a Map Run with its first child executions.
pub(crate) fn start(
    simulator: &mut Simulator,
    code: &StateCode,
    thread: &mut Thread,
    map: &MapCode,
    distributed: &DistributedCode,
) -> WorkResult {
    let prepared = staged(simulator, code, thread, Phase::Retrying, |environment, stages| {
        let data = data_flow::effective_input(code, View::of(environment), stages)?;
        let view = View::of(environment).on(&data);
        let given = if distributed.reader.is_none() { Some(map::items(map, &view)?) } else { None };
        let at_once = map::at_once(map, &view)?;
        Ok((data, given, at_once))
    });
    let (data, given, max_concurrency) = prepared?;
    // What a file holds is not known yet: AWS gives it no length.
    let length = given.as_ref().and_then(Value::as_array).map_or(0, <[Value]>::len);
    simulator.emit(thread, EventKind::MapStateStarted { length: u32::try_from(length).unwrap_or(u32::MAX) })?;
    let fields = fields(&View::of(&simulator.environment(code, thread)).on(&data), map, distributed)?;
    let identity = &simulator.execution(thread.actor).start.identity;
    let label = distributed.label.clone().unwrap_or_else(|| generated_label(&code.name));
    let arn: Rc<str> = identity.map_run_arn(&label, &simulator.new_uuid()).into();
    simulator.emit(thread, EventKind::MapRunStarted { map_run_arn: arn.clone() })?;
    let mut map_run = MapRun {
        arn,
        actor: thread.actor,
        thread: thread.id,
        visit: thread.visit.id,
        name: code.name.clone(),
        started_at: simulator.now(),
        ended_at: None,
        started: thread.last,
        status: MapRunStatus::Running,
        max_concurrency,
        tolerance: fields.tolerance,
        batches: Vec::new(),
        items: 0,
        children: Vec::new(),
        again: Vec::new(),
        replaced: Vec::new(),
        redriven: 0,
        running: 0,
        failed_items: 0,
        breached: false,
        writer_parameters: fields.writer_parameters.clone(),
        writer_config: fields.writer_config.clone(),
        written: Files::new(),
    };
    let read = match refusal(simulator, thread, distributed, &fields) {
        Some(error) => Err(Failure::Error(error)),
        None => batches(simulator, code, thread, map, distributed, &data, given.as_ref(), &fields),
    };
    match read {
        Ok(batches) => {
            map_run.items = batches.iter().map(|batch| batch.items).sum();
            map_run.batches = batches;
            simulator.start_map_run(code, thread, map, map_run)
        }
        Err(failure) => {
            map_run.status = MapRunStatus::Failed;
            map_run.ended_at = Some(simulator.now());
            simulator.add_map_run(map_run);
            let Some(error) = simulator.explain(thread, code, failure) else { return Err(Failure::HistoryFull) };
            simulator.emit(thread, EventKind::MapRunFailed(error.clone()))?;
            Err(Failure::Error(error))
        }
    }
}

/// What the role of the machine does not allow: to read the items, or to start the child executions.
fn refusal(
    simulator: &Simulator,
    thread: &Thread,
    distributed: &DistributedCode,
    fields: &Fields,
) -> Option<StateError> {
    let ask = |calling, resource, parameters| simulator.map_refusal(thread.actor, calling, resource, parameters);
    let reader = distributed.reader.as_ref().zip(fields.reader.as_ref());
    let read = reader.and_then(|(code, (parameters, ..))| ask(Calling::ItemReader, &code.resource, parameters));
    read.or_else(|| ask(Calling::MapRun, "", &Value::Null))
}

/// The number behind an amount that has to be a whole one; a path's error names `field`.
fn whole(amount: Option<&AmountCode>, field: &str, view: &View<'_>) -> Result<Option<i64>, Failure> {
    let number = amount.map(|amount| amount.evaluate_whole(field, view)).transpose();
    #[expect(clippy::cast_possible_truncation, reason = "a float too large saturates")]
    number.map(|number| number.map(|number| number as i64))
}

/// How many items may fail.
pub(crate) fn tolerance(code: &ToleranceCode, view: &View<'_>) -> Result<Tolerance, Failure> {
    let count = whole(code.count.as_ref(), "ToleratedFailureCountPath", view)?;
    let percentage = code.percentage.as_ref();
    let percentage =
        percentage.map(|amount| amount.evaluate_float("ToleratedFailurePercentagePath", view)).transpose()?;
    Ok(Tolerance::new(count, percentage)?)
}

fn fields(view: &View<'_>, map: &MapCode, distributed: &DistributedCode) -> Result<Fields, Failure> {
    let whole = |amount: Option<&AmountCode>, field: &str| whole(amount, field, view);
    let tolerance = tolerance(&map.tolerance, view)?;
    let evaluated =
        |template: &Option<TemplateCode>| template.as_ref().map(|template| template.evaluate(view)).transpose();
    let reader = match &distributed.reader {
        Some(reader) => Some((
            evaluated(&reader.parameters)?.unwrap_or_default(),
            evaluated(&reader.config)?.unwrap_or_default(),
            whole(reader.max_items.as_ref(), "MaxItemsPath")?,
        )),
        None => None,
    };
    let batching = batching(view, distributed)?;
    let (writer_parameters, writer_config) = match &distributed.writer {
        Some(writer) => (evaluated(&writer.parameters)?, evaluated(&writer.config)?),
        None => (None, None),
    };
    // What cannot be written is known before anything is done.
    Writer::new(writer_parameters.as_ref(), writer_config.as_ref()).map_err(Failure::Error)?;
    Ok(Fields { tolerance, reader, batching, writer_parameters, writer_config })
}

/// How the items are batched, if they are.
pub(crate) fn batching(view: &View<'_>, distributed: &DistributedCode) -> Result<Option<Batching>, Failure> {
    let Some(batcher) = &distributed.batcher else { return Ok(None) };
    let input = batcher.input.as_ref().map(|template| template.evaluate(view)).transpose()?;
    let max_items = whole(batcher.max_items.as_ref(), "MaxItemsPerBatchPath", view)?;
    let max_bytes = whole(batcher.max_bytes.as_ref(), "MaxInputBytesPerBatchPath", view)?;
    Ok(Some(Batching::new(max_items, max_bytes, input)?))
}

/// The inputs of the child executions.
#[expect(clippy::too_many_arguments, reason = "the items come from one of two places")]
fn batches(
    simulator: &Simulator,
    code: &StateCode,
    thread: &Thread,
    map: &MapCode,
    distributed: &DistributedCode,
    data: &Value,
    given: Option<&Value>,
    fields: &Fields,
) -> Result<Vec<Batch>, Failure> {
    let items = if let (Some(code), Some((parameters, config, max_items))) = (&distributed.reader, &fields.reader) {
        let reader = Reader {
            resource: &code.resource,
            parameters,
            config,
            max_items: *max_items,
            files: &simulator.root().start.files,
            modified: simulator.root().started_at,
        };
        reader.read().map_err(Failure::Error)?
    } else {
        let source: Rc<str> = "STATE_DATA".into();
        let given = given.and_then(Value::as_array).unwrap_or_default();
        given.iter().map(|value| Read { value: value.clone(), key: None, source: source.clone() }).collect()
    };
    let inputs = (0..).zip(items).map(|(index, item): (u32, Read)| match &map.selector {
        Some(selector) => {
            let mut environment = simulator.environment(code, thread);
            environment.item = Some((index, &item.value));
            environment.key = item.key.as_deref();
            environment.source = Some(&item.source);
            selector.evaluate(&View::of(&environment).on(data))
        }
        None => Ok(item.into_input()),
    });
    let inputs = inputs.collect::<Result<Vec<_>, _>>()?;
    Ok(match &fields.batching {
        Some(batching) => batching.batches(inputs),
        None => inputs.into_iter().map(|input| Batch { input, items: 1 }).collect(),
    })
}

/// The label of a Map that has none: the same in every run of the machine.
fn generated_label(state: &str) -> Rc<str> {
    let half = |salt: u8| {
        let mut hasher = FxHasher::default();
        hasher.write_u8(salt);
        hasher.write(state.as_bytes());
        hasher.finish()
    };
    uuid_of(half(0), half(1)).into()
}
