//! What of a document goes into a link, part by part, and what the length of a link means.

use asl_document::{Settings, TemplateChoice};

use super::envelope::{Envelope, Shown};
use super::link::COMFORTABLE_LENGTH;

/// A part of a document that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The input.
    Input,
    /// The mocks.
    Mocks,
    /// The events for the buses.
    Events,
    /// The scenarios.
    Scenarios,
    /// A recorded run.
    Run,
    /// The lesson beside it.
    Lesson,
    /// The files beside the definition: code of functions, other definitions.
    Project,
    /// The files that stand in for objects in S3.
    Files,
    /// How it is run.
    Settings,
    /// The connections, without their values.
    Connections,
    /// What is selected.
    Shown,
}

impl Part {
    /// All of them, in the order in which a person meets them.
    pub const ALL: [Self; 11] = [
        Self::Input,
        Self::Mocks,
        Self::Events,
        Self::Scenarios,
        Self::Run,
        Self::Lesson,
        Self::Project,
        Self::Files,
        Self::Settings,
        Self::Connections,
        Self::Shown,
    ];

    /// Whether `envelope` has this part.
    pub fn is_in(self, envelope: &Envelope) -> bool {
        let mut without = envelope.clone();
        self.leave_out(&mut without);
        without != *envelope
    }

    /// Leaves this part out.
    pub fn leave_out(self, envelope: &mut Envelope) {
        match self {
            Self::Input => "{}".clone_into(&mut envelope.input),
            Self::Mocks => envelope.mocks.clear(),
            Self::Events => envelope.events.clear(),
            Self::Scenarios => envelope.scenarios.clear(),
            Self::Run => envelope.run.clear(),
            Self::Lesson => envelope.lesson.clear(),
            Self::Project => {
                let project = &mut envelope.settings.template.project;
                (project.others, project.at) = (std::rc::Rc::default(), 0);
            }
            Self::Files => envelope.files.clear(),
            // Which machine of the template is shown, and with which files, is no setting of a run.
            Self::Settings => {
                let template = &envelope.settings.template;
                let template = TemplateChoice {
                    machine: template.machine.clone(),
                    project: template.project.clone(),
                    ..TemplateChoice::default()
                };
                envelope.settings = Settings { template, ..Settings::default() };
            }
            Self::Connections => envelope.connections.clear(),
            Self::Shown => envelope.shown = Shown::default(),
        }
    }
}

/// Where a link of some length arrives whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Everywhere, and a phone reads its QR code from a screen.
    Anywhere,
    /// In chat and e-mail; its QR code is dense.
    Messages,
    /// In chat and e-mail; no QR code holds it.
    NoCode,
    /// Some programs cut it off: a file is safer.
    File,
}

/// The most characters of a QR code that a phone reads from a screen at arm's length: 117 modules wide.
const READABLE_CODE: usize = 1_200;
/// The most bytes that any QR code holds: version 40 with the lowest error correction (ISO/IEC 18004).
pub const LARGEST_CODE: usize = 2_953;

impl Reach {
    /// Where a link of so many characters arrives whole.
    pub fn of(length: usize) -> Self {
        if length <= READABLE_CODE {
            Self::Anywhere
        } else if length <= LARGEST_CODE {
            Self::Messages
        } else if length <= COMFORTABLE_LENGTH {
            Self::NoCode
        } else {
            Self::File
        }
    }
}

#[cfg(test)]
mod tests {
    use asl_document::{DocumentFile, Project, ProjectFile};

    use super::*;
    use crate::outline::ConnectionOutline;

    #[test]
    fn each_part_can_be_left_out_and_nothing_else_goes_with_it() {
        let project = Project {
            path: "template.yaml".into(),
            others: [ProjectFile { path: "src/index.mjs".into(), text: "code".into() }].into(),
            at: 1,
        };
        let template = TemplateChoice { machine: "M".into(), project, ..TemplateChoice::default() };
        let all = Envelope {
            definition: "def".into(),
            input: "1".into(),
            mocks: "m".into(),
            events: "e".into(),
            scenarios: "s".into(),
            run: "[]".into(),
            lesson: "l".into(),
            files: vec![DocumentFile::default()],
            settings: Settings { skip_waits: true, template, ..Settings::default() },
            connections: vec![ConnectionOutline::default()],
            shown: Shown { state: "A".into(), ..Shown::default() },
        };
        for part in Part::ALL {
            assert!(part.is_in(&all), "{part:?}");
            let mut without = all.clone();
            part.leave_out(&mut without);
            assert!(!part.is_in(&without), "{part:?}");
            for other in Part::ALL.into_iter().filter(|other| *other != part) {
                assert!(other.is_in(&without), "{other:?} went with {part:?}");
            }
        }
        let plain = Envelope { definition: "def".into(), input: "{}".into(), ..Envelope::default() };
        assert!(Part::ALL.into_iter().all(|part| !part.is_in(&plain)));
    }

    #[test]
    fn a_length_has_a_meaning() {
        for (length, reach) in
            [(400, Reach::Anywhere), (1_201, Reach::Messages), (2_954, Reach::NoCode), (8_001, Reach::File)]
        {
            assert_eq!(Reach::of(length), reach, "{length}");
        }
    }
}
