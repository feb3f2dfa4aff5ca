//! Which earlier versions of documents are kept: all of the last hour, then fewer and fewer, within so many bytes.

/// An earlier version, as far as it counts here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// When it was kept, in milliseconds since 1970.
    pub at: i64,
    /// How much room it takes.
    pub bytes: usize,
    /// Whether it was kept because time had passed, and not because something took its place.
    pub is_by_time: bool,
}

/// The most versions.
pub const MOST: usize = 120;
/// The most bytes of all versions together: the storage of a page is small, and documents need it too.
pub const MOST_BYTES: usize = 1_000_000;
/// While someone writes, a version is kept this often, in milliseconds.
pub const EVERY_MILLIS: i64 = 5 * MINUTE;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The places of the versions that are kept, of a list from the oldest to the newest. Of those kept by time, one for each ten
/// minutes is left after an hour, and one for each day after a day. Then the oldest give way until the rest has room.
pub fn kept(versions: &[Version], now: i64, most_bytes: usize) -> Vec<usize> {
    let slot = |version: &Version| match now - version.at {
        age if age < HOUR => None,
        age if age < DAY => Some(version.at / (10 * MINUTE)),
        _ => Some(version.at / DAY),
    };
    let mut places = Vec::new();
    let (mut bytes, mut taken) = (0_usize, None);
    for (place, version) in versions.iter().enumerate().rev() {
        if version.is_by_time && slot(version).is_some() && taken == slot(version) {
            continue;
        }
        bytes = bytes.saturating_add(version.bytes);
        if places.len() == MOST || bytes > most_bytes {
            break;
        }
        taken = slot(version);
        places.push(place);
    }
    places.reverse();
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000 * DAY;

    fn by_time(minutes_ago: i64) -> Version {
        Version { at: NOW - minutes_ago * MINUTE, bytes: 100, is_by_time: true }
    }

    fn before_a_change(minutes_ago: i64) -> Version {
        Version { is_by_time: false, ..by_time(minutes_ago) }
    }

    #[test]
    fn all_of_the_last_hour_are_kept_and_then_fewer() {
        let recent: Vec<_> = (0..12).rev().map(|n| by_time(n * 5)).collect();
        assert_eq!(kept(&recent, NOW, MOST_BYTES).len(), 12);
        let later: Vec<_> = (0..12).rev().map(|n| by_time(120 + n * 5)).collect();
        assert!((6..=7).contains(&kept(&later, NOW, MOST_BYTES).len()), "one for each ten minutes");
        let days: Vec<_> = (0..48).rev().map(|n| by_time(3 * 24 * 60 + n * 30)).collect();
        assert!((1..=2).contains(&kept(&days, NOW, MOST_BYTES).len()), "one for each day");
        let replaced: Vec<_> = (0..48).rev().map(|n| before_a_change(3 * 24 * 60 + n)).collect();
        assert_eq!(kept(&replaced, NOW, MOST_BYTES).len(), 48, "what something took the place of stays");
    }

    #[test]
    fn the_newest_are_kept_within_the_room_there_is() {
        let versions: Vec<_> = (0..10).rev().map(before_a_change).collect();
        assert_eq!(kept(&versions, NOW, 350), [7, 8, 9]);
        assert_eq!(kept(&versions, NOW, 0), [0_usize; 0]);
        let many: Vec<_> = (0..300).rev().map(before_a_change).collect();
        assert_eq!(kept(&many, NOW, MOST_BYTES).len(), MOST);
    }
}
