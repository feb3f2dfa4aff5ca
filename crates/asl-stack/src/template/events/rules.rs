//! Rules: what they match, and when.

use std::rc::Rc;

use super::super::foreign::{OWNER, SCHEDULER};
use super::super::source::TemplateKind;
use super::json_text;
use super::{Reader, patterns};
use crate::messages::EventProblem;
use asl_events::system::{DEFAULT_BUS, MOST_TARGETS, Resource, ResourceKind, Rule, RulePattern, RuleSchedule};
use asl_text::{Member, Node, Span};

impl Reader<'_> {
    /// Reads a rule.
    pub(super) fn rule(&mut self, member: &Member) {
        let empty = Node { kind: asl_text::NodeKind::Object(Vec::new()), span: member.value.span };
        let properties = member.value.get("Properties").unwrap_or(&empty);
        let id = &member.key.value;
        let quiet = self.source.quiet;
        let text = |key: &str| properties.get(key).and_then(|node| quiet.text(node));
        let name = text("Name").filter(|name| !name.contains("${")).unwrap_or_else(|| Rc::clone(id));
        let bus_node = properties.get("EventBusName").filter(|node| quiet.plain(node).is_some());
        let bus = bus_node.and_then(|node| self.bus(node)).unwrap_or_else(|| DEFAULT_BUS.into());
        let key = member.key.span;
        let system = &self.found.system;
        let whole = if *bus == *DEFAULT_BUS { Rc::clone(&name) } else { format!("{bus}/{name}").into() };
        let resource = Resource {
            arn: ResourceKind::Rule.arn(&system.region, &system.account, &whole),
            logical_id: Some(Rc::clone(id)),
            place: Some(key),
            ..system.resource(ResourceKind::Rule, &name)
        };
        let is_enabled = text("State").is_none_or(|state| !state.eq_ignore_ascii_case("DISABLED"));
        let pattern = properties.get("EventPattern").and_then(|node| self.pattern(node));
        let of_scheduler = member.value.get(SCHEDULER).is_some();
        let schedule = properties.get("ScheduleExpression");
        let schedule = schedule.and_then(|node| self.schedule(node, of_scheduler, bus_node, &bus));
        let has_none = |name: &str| properties.get(name).is_none_or(|node| quiet.plain(node).is_none());
        if has_none("EventPattern") && has_none("ScheduleExpression") {
            self.error(key, EventProblem::NothingToMatch);
        }
        let place = self.found.system.rules.len();
        self.found.system.rules.push(Rule { resource, bus, is_enabled, pattern, schedule, targets: Vec::new() });
        let is_made = member.value.get(OWNER).is_some();
        self.targets(properties, key, &name, place, is_made);
    }

    fn pattern(&mut self, node: &Node) -> Option<RulePattern> {
        let resolved = self.source.resolver.plain(node)?;
        let source = self.source.place.source;
        let pieces = match resolved.as_str() {
            // It is the text of a pattern, or stands for one that is not known.
            Some(text) if text.trim_start().starts_with('{') => json_text::of_string(source, &resolved)?,
            Some(text) if text.contains("${") => return None,
            _ => json_text::of_node(source, &resolved),
        };
        let pattern = RulePattern::new(&pieces.text, Some(node.span));
        let (error, tree) = (pattern.compiled.as_ref().err(), patterns::tree(&pieces, &resolved));
        let found = patterns::check(&pieces, error, tree.as_ref(), node.opening());
        self.found.diagnostics.extend(found);
        let fields = tree.as_ref().map(patterns::fields).unwrap_or_default();
        Some(RulePattern { fields, ..pattern })
    }

    fn schedule(
        &mut self,
        node: &Node,
        of_scheduler: bool,
        bus_node: Option<&Node>,
        bus: &str,
    ) -> Option<RuleSchedule> {
        let text = self.text(node)?;
        if text.contains("${") {
            return None;
        }
        let read = if of_scheduler { RuleSchedule::of_scheduler } else { RuleSchedule::new };
        let schedule = read(&text, Some(node.span));
        if let Err(error) = &schedule.compiled {
            self.error(node.span, EventProblem::Schedule(error.clone()));
        }
        if let Some(bus_node) = bus_node.filter(|_| bus != DEFAULT_BUS) {
            self.error(bus_node.span, EventProblem::ScheduleOnBus(bus.to_owned()));
        }
        Some(schedule)
    }

    /// Reads the targets of the rule at that position: a rule tells somebody, and not too many. `is_made`: a tool made it, with
    /// all permissions.
    fn targets(&mut self, properties: &Node, key: Span, name: &str, rule: usize, is_made: bool) {
        let quiet = self.source.quiet;
        let listed = properties.member("Targets");
        let resolved = listed.and_then(|member| quiet.plain(&member.value));
        let is_unknown = resolved.as_ref().is_some_and(|node| node.as_str().is_some());
        let items = listed.map(|member| member.value.items()).unwrap_or_default();
        // The targets of Terraform may stand in other files, or be made in a loop.
        if items.is_empty() && !is_unknown && self.source.kind != TemplateKind::Terraform {
            self.warn(listed.map_or(key, |member| member.key.span), EventProblem::NoTarget(name.to_owned()));
        }
        if items.len() > MOST_TARGETS
            && let Some(member) = listed
        {
            self.error(member.key.span, EventProblem::TooManyTargets(items.len()));
        }
        for item in items {
            let Some(target) = self.target(item, is_made) else { continue };
            let Some(rule) = self.found.system.rules.get_mut(rule) else { return };
            let is_twice = rule.targets.iter().any(|other| other.id == target.id) && !target.id.is_empty();
            let id = target.id.to_string();
            rule.targets.push(target);
            if is_twice {
                let place = item.get("Id").map_or_else(|| item.opening(), |node| node.span);
                self.error(place, EventProblem::SameId(id));
            }
        }
    }
}
