//! The files of a project: a template, the definitions that it names, the code of its functions. One of them is the text
//! that is read and edited as the definition; the others stand beside it.

use std::rc::Rc;

/// A file beside the definition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectFile {
    /// Its path in the project, with `/` between folders.
    pub path: Rc<str>,
    /// What it holds.
    pub text: Rc<str>,
}

/// The files that a text stands among.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The path of the text itself; empty for a text alone.
    pub path: Rc<str>,
    /// The other files, in their order.
    pub others: Rc<[ProjectFile]>,
    /// How many of the others stand before the text.
    pub at: usize,
}

/// One of the files of a project, the text itself included, by its position.
pub type Position = usize;

impl Project {
    /// The most files of a project.
    pub const MOST_FILES: usize = 60;
    /// The most bytes of one file.
    pub const LARGEST_FILE: usize = 512 * 1024;
    /// The most bytes of all of them: what the browser keeps and a link holds.
    pub const LARGEST: usize = 900_000;

    /// How many files there are, the text itself included.
    pub fn count(&self) -> usize {
        self.others.len() + 1
    }

    /// The position of the text itself.
    pub fn own(&self) -> Position {
        self.at.min(self.others.len())
    }

    /// The path of the file at `position`.
    pub fn path(&self, position: Position) -> &Rc<str> {
        self.other(position).map_or(&self.path, |file| &file.path)
    }

    /// The file at `position`; `None` for the text itself and beyond the last.
    pub fn other(&self, position: Position) -> Option<&ProjectFile> {
        match position.cmp(&self.own()) {
            std::cmp::Ordering::Less => self.others.get(position),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => self.others.get(position - 1),
        }
    }

    /// All files in their order, with the text `own` at its place.
    pub fn files(&self, own: &Rc<str>) -> Vec<ProjectFile> {
        let mut files = self.others.to_vec();
        files.insert(self.own(), ProjectFile { path: Rc::clone(&self.path), text: Rc::clone(own) });
        files
    }

    /// The text of the file at `position` of `files`, and the project around it.
    pub fn open(mut files: Vec<ProjectFile>, position: Position) -> (Rc<str>, Self) {
        if files.is_empty() {
            return Default::default();
        }
        let at = position.min(files.len() - 1);
        let ProjectFile { path, text } = files.remove(at);
        (text, Self { path, others: files.into(), at })
    }

    /// The file that `reference`, written in the file at `from`, means: by its path from there, else the one whose path
    /// has the most folders in common with it, counted from the name. `None` where none has its name, or several have
    /// as much of it.
    pub fn find(&self, from: Position, reference: &str) -> Option<Position> {
        let reference = reference.trim().trim_start_matches("file://").replace('\\', "/");
        let folder = self.path(from).rsplit_once('/').map_or("", |(folder, _)| folder);
        let wanted = normal(folder, &reference);
        let others = || (0..self.count()).filter(|position| *position != from);
        if let Some(found) = others().find(|position| parts(self.path(*position)).eq(wanted.iter().copied())) {
            return Some(found);
        }
        let written = normal("", &reference);
        let common = |position: &Position| {
            let path = parts(self.path(*position)).rev();
            path.zip(written.iter().rev()).take_while(|(one, other)| one == *other).count()
        };
        let most = others().map(|position| common(&position)).max().filter(|most| *most > 0)?;
        let mut best = others().filter(|position| common(position) == most);
        best.next().filter(|_| best.next().is_none())
    }
}

/// The parts of a path.
fn parts(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".")
}

/// The parts of `path` from `folder`, without `.` and `..`.
fn normal<'p>(folder: &'p str, path: &'p str) -> Vec<&'p str> {
    let mut made: Vec<&str> = Vec::new();
    for part in parts(folder).chain(parts(path)) {
        if part == ".." {
            made.pop();
        } else {
            made.push(part);
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::{Project, ProjectFile};

    fn project(paths: &[&str]) -> Project {
        let files = paths.iter().map(|path| ProjectFile { path: (*path).into(), text: "".into() }).collect();
        Project::open(files, 0).1
    }

    #[test]
    fn a_file_is_found_by_its_path_then_by_the_end_of_it() {
        let all = project(&["app/template.yaml", "app/m/a.json", "other/m/a.json", "b.json", "x/c.json", "y/c.json"]);
        for (reference, found) in [
            ("m/a.json", Some("app/m/a.json")),
            ("./m/../m/a.json", Some("app/m/a.json")),
            ("../b.json", Some("b.json")),
            ("elsewhere/b.json", Some("b.json")),
            ("deep/x/c.json", Some("x/c.json")),
            ("c.json", None),
            ("z.json", None),
            ("", None),
            ("../../../..", None),
        ] {
            assert_eq!(all.find(0, reference).map(|at| &**all.path(at)), found, "{reference}");
        }
    }

    #[test]
    fn the_text_keeps_its_place_among_the_files() {
        let files: Vec<_> = ["a", "b", "c"].map(|path| ProjectFile { path: path.into(), text: path.into() }).into();
        for at in 0..3 {
            let (text, project) = Project::open(files.clone(), at);
            assert_eq!((project.own(), &text), (at, &project.path));
            assert_eq!(project.files(&text), files);
            assert!((0..3).all(|position| *project.path(position) == files[position].path));
        }
        assert_eq!(Project::open(Vec::new(), 3), Default::default());
    }
}
