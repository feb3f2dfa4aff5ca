//! What a machine calls, and what its role says to each.

use std::rc::Rc;

use super::PolicyContext;
use super::calls::{self, Call, Permission};
use super::fit::Fit;
use super::policy::Statement;
use crate::messages::AccessProblem;
use asl_lang::StateMachine;
use asl_text::Span;
use asl_text::diagnostic::Diagnostic;

/// A role that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Role {
    /// What it is called.
    pub name: Rc<str>,
    /// Its ARN, as far as the template says it: AWS makes up the name of a role that has none.
    pub arn: Rc<str>,
    /// Its statements.
    pub statements: Vec<Statement>,
    /// Policies that stand elsewhere: nobody here knows what they allow.
    pub elsewhere: Vec<Rc<str>>,
}

/// How a permission stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The statement there allows it.
    Allowed(Span),
    /// The statement there denies it, whatever others allow.
    Denied(Span),
    /// No statement allows it.
    Lacking,
    /// A policy that stands elsewhere may allow it, or the role is not known.
    Unknown,
}

/// A call with what the role says to each of its permissions.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The call.
    pub call: Call,
    /// The permissions that it takes, each with how it stands.
    pub permissions: Vec<(Permission, Standing)>,
}

/// All calls of a machine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The role; `None` where none is in reach: every permission is then [`Standing::Unknown`].
    pub role: Option<Role>,
    /// The calls in the order of the text.
    pub calls: Vec<Judged>,
    /// What stands around the machine.
    pub context: PolicyContext,
}

/// Asks `role` for everything that the machine calls.
pub fn report(machine: &StateMachine, context: PolicyContext, role: Option<Role>) -> Report {
    let judge = |call: Call| {
        let permissions = call.permissions.clone().unwrap_or_default();
        let permissions = permissions.into_iter().map(|one| {
            let standing = standing(&one, &context, role.as_ref());
            (one, standing)
        });
        Judged { permissions: permissions.collect(), call }
    };
    let calls = calls::of(machine, &context).into_iter().map(judge).collect();
    Report { role, calls, context }
}

/// How a permission stands with a role; [`Standing::Unknown`] without one.
pub fn standing(wanted: &Permission, context: &PolicyContext, role: Option<&Role>) -> Standing {
    let Some(role) = role else { return Standing::Unknown };
    let fits = |denies: bool| {
        let of_kind = role.statements.iter().filter(move |statement| statement.denies == denies);
        of_kind.map(|statement| (statement.fit(wanted, context), statement.span))
    };
    if let Some((_, span)) = fits(true).find(|(fit, _)| *fit == Fit::Yes) {
        return Standing::Denied(span);
    }
    match fits(false).max_by_key(|(fit, _)| *fit).filter(|(fit, _)| *fit > Fit::No) {
        Some((_, span)) => Standing::Allowed(span),
        None if role.elsewhere.is_empty() => Standing::Lacking,
        None => Standing::Unknown,
    }
}

impl Standing {
    /// Whether the call would be refused.
    pub fn refuses(self) -> bool {
        matches!(self, Self::Denied(_) | Self::Lacking)
    }
}

impl Report {
    /// The permissions that lack or are denied, each once.
    pub fn lacking(&self) -> Vec<&Permission> {
        self.distinct(Standing::refuses)
    }

    /// What `CreateStateMachine` answers, if the role lacks what it asks for at once: the rules of `.sync`, which AWS manages.
    pub fn creation_refusal(&self) -> Option<String> {
        let role = self.role.as_ref()?;
        let is_asked =
            |one: &&Permission| matches!(one.action, "events:PutTargets" | "events:PutRule" | "events:DescribeRule");
        self.lacking().into_iter().find(is_asked)?;
        let role = if role.arn.is_empty() { &role.name } else { &role.arn };
        Some(format!("AccessDeniedException: '{role}' is not authorized to create managed-rule"))
    }

    /// All permissions, each once.
    pub fn wanted(&self) -> Vec<&Permission> {
        self.distinct(|_| true)
    }

    fn distinct(&self, keep: impl Fn(Standing) -> bool) -> Vec<&Permission> {
        let mut found: Vec<&Permission> = Vec::new();
        for (permission, standing) in self.calls.iter().flat_map(|judged| &judged.permissions) {
            if keep(*standing) && !found.contains(&permission) {
                found.push(permission);
            }
        }
        found
    }

    /// The same as advice: one for each call that lacks something, and one for each statement that denies something.
    pub fn advice(&self) -> Vec<Diagnostic> {
        let Some(role) = &self.role else { return Vec::new() };
        let mut found = Vec::new();
        for Judged { call, permissions } in &self.calls {
            let lacking: Vec<&Permission> = permissions
                .iter()
                .filter(|(_, standing)| *standing == Standing::Lacking)
                .map(|(permission, _)| permission)
                .collect();
            if let Some(first) = lacking.first() {
                let problem = AccessProblem::NotAllowed {
                    role: Rc::clone(&role.name),
                    state: Rc::clone(&call.state),
                    actions: lacking.iter().map(|one| one.action.to_owned()).collect(),
                    why: first.why().to_owned(),
                };
                found.push(Diagnostic::info(call.span, problem));
            }
            for (permission, standing) in permissions {
                let Standing::Denied(span) = standing else { continue };
                let (state, action) = (Rc::clone(&call.state), permission.action.to_owned());
                found.push(Diagnostic::info(*span, AccessProblem::Denied { state, action }));
            }
        }
        found
    }
}
