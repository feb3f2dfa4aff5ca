//! The places of a system's parts, for who read it in a text that stands in another one.

use asl_text::Span;

use super::{EventSystem, HttpParameters, Resource, Rule};

impl EventSystem {
    /// Gives every part the place that `place` makes of its own.
    pub fn move_places(&mut self, place: &dyn Fn(Span) -> Span) {
        let put = |one: &mut Option<Span>| *one = one.map(place);
        let resources = |all: &mut [Resource]| all.iter_mut().for_each(|one| put(&mut one.place));
        self.buses.iter_mut().for_each(|bus| put(&mut bus.resource.place));
        self.queues.iter_mut().for_each(|queue| put(&mut queue.resource.place));
        for list in
            [&mut self.log_groups, &mut self.connections, &mut self.roles, &mut self.machines, &mut self.functions]
        {
            resources(list);
        }
        for destination in &mut self.destinations {
            put(&mut destination.resource.place);
            put(&mut destination.endpoint_place);
        }
        self.not_simulated.iter_mut().for_each(|one| put(&mut one.place));
        self.rules.iter_mut().for_each(|rule| rule.move_places(place));
    }
}

impl Rule {
    fn move_places(&mut self, place: &dyn Fn(Span) -> Span) {
        let put = |one: &mut Option<Span>| *one = one.map(place);
        put(&mut self.resource.place);
        if let Some(pattern) = &mut self.pattern {
            put(&mut pattern.place);
            for field in &mut pattern.fields {
                field.key = place(field.key);
                field.conditions.iter_mut().for_each(|one| *one = place(*one));
            }
        }
        self.schedule.iter_mut().for_each(|schedule| put(&mut schedule.place));
        for target in &mut self.targets {
            put(&mut target.place);
            put(&mut target.input_place);
            let HttpParameters { path, headers, query } = &mut target.http;
            let named = headers.iter_mut().chain(query).map(|(_, value)| value);
            path.iter_mut().chain(named).chain(&mut target.input_paths).for_each(|value| put(&mut value.place));
        }
    }
}
