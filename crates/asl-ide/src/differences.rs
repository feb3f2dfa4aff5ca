//! What the playground does otherwise than AWS: `docs/differences-from-aws.md` for the page.

/// The document, which is the only place where the differences are written down.
const DOCUMENT: &str = include_str!("../../../docs/differences-from-aws.md");
/// A heading that only readers of the source have use for.
const SOURCE: &str = "Where";

/// A chapter of the document: a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// Its heading.
    pub title: &'static str,
    /// The headings of its columns.
    pub columns: Vec<&'static str>,
    /// Its rows, a cell for each column. What stands between backticks is code.
    pub rows: Vec<Vec<&'static str>>,
}

/// The chapters in order, without the column that names places of the source.
pub fn chapters() -> Vec<Chapter> {
    DOCUMENT.split("\n## ").skip(1).filter_map(chapter).collect()
}

fn chapter(text: &'static str) -> Option<Chapter> {
    let (title, rest) = text.split_once('\n')?;
    let mut lines = rest.lines().filter(|line| line.starts_with('|'));
    let mut columns = cells(lines.next()?);
    let is_source = columns.last() == Some(&SOURCE);
    let kept = columns.len() - usize::from(is_source);
    columns.truncate(kept);
    // The line between the headings and the rows.
    let rows = lines.skip(1).map(|line| cells(line).into_iter().take(kept).collect()).collect();
    Some(Chapter { title, columns, rows })
}

fn cells(line: &'static str) -> Vec<&'static str> {
    line.trim().trim_matches('|').split('|').map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_document_is_there_with_all_its_cells() {
        let chapters = chapters();
        let rows: usize = chapters.iter().map(|chapter| chapter.rows.len()).sum();
        let lines = DOCUMENT.lines().filter(|line| line.starts_with('|')).count();
        assert_eq!(rows + 2 * chapters.len(), lines);
        assert_eq!(chapters.len(), DOCUMENT.matches("\n## ").count());
        for Chapter { title, columns, rows } in &chapters {
            assert!(!title.is_empty() && columns.len() > 1 && !columns.contains(&SOURCE), "{title}");
            for row in rows {
                assert!(row.len() == columns.len() && row.iter().all(|cell| !cell.is_empty()), "{title}: {row:?}");
            }
        }
    }

    #[test]
    fn the_places_of_the_source_that_the_document_names_are_there() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let named: Vec<_> = DOCUMENT.split('`').filter(|code| code.starts_with("crates/")).collect();
        assert!(named.len() > 10, "{named:?}");
        for path in named {
            assert!(root.join(path).is_file(), "{path}");
        }
    }
}
