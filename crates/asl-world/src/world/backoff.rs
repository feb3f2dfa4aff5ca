//! When a failed delivery is tried again: exponentially later, with jitter (EventBridge User Guide, "How EventBridge retries
//! delivering events"). AWS does not say more; the numbers are ours. They are such that a target that never answers is tried
//! about 130 times in a day, as one was on AWS (129 times).

/// The wait before the first retry, in milliseconds, jitter apart.
const FIRST: i64 = 1_000;
/// The longest wait.
const LONGEST: i64 = 15 * 60 * 1_000;

/// The wait before retry number `retry` (from 1), in milliseconds: twice as long each time, and of that a random part between
/// a half and the whole.
pub(super) fn wait(retry: u32, random: &mut fastrand::Rng) -> i64 {
    // From the eleventh on it is the longest.
    let longest = (FIRST << retry.saturating_sub(1).min(16)).min(LONGEST);
    random.i64(longest / 2..=longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour_and_are_random_in_their_upper_half() {
        let mut random = fastrand::Rng::with_seed(7);
        for (retry, longest) in [(1, 1_000), (2, 2_000), (5, 16_000), (10, 512_000), (11, LONGEST), (185, LONGEST)] {
            for _ in 0..100 {
                let wait = wait(retry, &mut random);
                assert!((longest / 2..=longest).contains(&wait), "{retry}: {wait}");
            }
        }
    }

    #[test]
    fn a_day_holds_about_a_hundred_and_thirty_of_them() {
        for seed in 0..20 {
            let mut random = fastrand::Rng::with_seed(seed);
            let mut passed = 0;
            let mut count = 0;
            while passed < 86_400_000 {
                count += 1;
                passed += wait(count, &mut random);
            }
            assert!((125..=148).contains(&count), "{count}");
        }
    }
}
