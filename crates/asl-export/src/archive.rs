//! The files of an export in one archive: ZIP as APPNOTE 6.3 has it, stored, since browsers and shells compress elsewhere and
//! the texts are small.

use crate::File;

/// The version that readers need: 2.0, for folders.
const VERSION: u16 = 20;
/// Names are UTF-8.
const UTF8: u16 = 1 << 11;
/// 1980-01-01, the first day that the format knows: the same files give the same bytes.
const DAY: u16 = (1 << 5) | 1;
/// Made on Unix, where a file has a mode.
const UNIX: u16 = 3 << 8;
/// A file that everybody reads and the owner writes.
const MODE: u32 = 0o100_644 << 16;

/// The files as a ZIP, below the folder `folder`; the same files give the same bytes.
pub fn archive(files: &[File], folder: &str) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for file in files {
        let name = format!("{folder}/{}", file.path);
        let offset = length(&out);
        let mut entry = Vec::new();
        push(&mut entry, &[VERSION, UTF8, 0, 0, DAY]);
        entry.extend(crc32fast::hash(file.text.as_bytes()).to_le_bytes());
        entry.extend(length(file.text.as_bytes()).to_le_bytes());
        entry.extend(length(file.text.as_bytes()).to_le_bytes());
        push(&mut entry, &[short(name.len()), 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&entry);
        out.extend(name.as_bytes());
        out.extend(file.text.as_bytes());
        directory.extend(b"PK\x01\x02");
        push(&mut directory, &[UNIX | VERSION]);
        directory.extend(&entry);
        push(&mut directory, &[0, 0, 0]);
        directory.extend(MODE.to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let offset = length(&out);
    out.extend(&directory);
    out.extend(b"PK\x05\x06");
    push(&mut out, &[0, 0, short(files.len()), short(files.len())]);
    out.extend(length(&directory).to_le_bytes());
    out.extend(offset.to_le_bytes());
    push(&mut out, &[0]);
    out
}

fn push(out: &mut Vec<u8>, numbers: &[u16]) {
    for number in numbers {
        out.extend(number.to_le_bytes());
    }
}

/// INVARIANT: an export has less than 4 GB, and fewer than 65,536 files: a document is far smaller.
fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

fn short(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::archive;
    use crate::File;

    #[test]
    fn an_archive_has_its_files_and_is_the_same_each_time() {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let files = [file("README.md", "one"), file("statemachines/a.asl.json", "{}")];
        let bytes = archive(&files, "export");
        assert!(bytes.starts_with(b"PK\x03\x04"));
        // Heads of 30 and 46 bytes, names and texts, and the end of 22.
        let names = "export/README.md".len() + "export/statemachines/a.asl.json".len();
        assert_eq!(bytes.len(), 2 * (30 + 46) + 2 * names + 5 + 22);
        assert_eq!(bytes, archive(&files, "export"));
    }
}
