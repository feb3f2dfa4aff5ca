//! UUIDs of random bits, as names of executions, Map Runs and connections end with.

/// A random UUID (version 4) of these bits; six of the 128 give way to what says that it is one.
pub fn uuid_of(high: u64, low: u64) -> String {
    let third = (high & 0x0fff) | 0x4000;
    let fourth = (low >> 48 & 0x3fff) | 0x8000;
    let (first, second, last) = (high >> 32, high >> 16 & 0xffff, low & 0xffff_ffff_ffff);
    format!("{first:08x}-{second:04x}-{third:04x}-{fourth:04x}-{last:012x}")
}
