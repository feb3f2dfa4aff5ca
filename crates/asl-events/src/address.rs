//! IP addresses as digits: what a `cidr` compares, an address of either family with one of the other, digit by digit.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Why an address range is none.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CidrError {
    /// There is not exactly one slash.
    #[error("Malformed CIDR, one '/' required")]
    Slash,
    /// What follows the slash is no whole number.
    #[error("Malformed CIDR, mask bits must be an integer")]
    Bits,
    /// What follows the slash is negative.
    #[error("Malformed CIDR, mask bits must not be negative")]
    Negative,
    /// What stands before the slash does not look like an address.
    #[error("Nonstandard IP address: {0}")]
    Nonstandard(String),
    /// What stands before the slash looks like an address and is none.
    #[error("Invalid IP address: {0}")]
    Invalid(String),
    /// A mask of 32 bits or more.
    #[error("IPv4 mask bits must be < 32")]
    V4Bits,
    /// A mask of 128 bits or more.
    #[error("IPv6 mask bits must be < 128")]
    V6Bits,
}

/// The bytes of an address: four or sixteen.
fn bytes(text: &str) -> Result<Vec<u8>, CidrError> {
    let parts: Vec<&str> = text.split('.').collect();
    let is_v4 =
        parts.len() == 4 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if is_v4 {
        let bytes: Option<Vec<u8>> = parts.iter().map(|part| part.parse().ok()).collect();
        return bytes.ok_or_else(|| CidrError::Invalid(text.to_owned()));
    }
    if !text.contains(':') || !text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':') {
        return Err(CidrError::Nonstandard(text.to_owned()));
    }
    let address: Ipv6Addr = text.parse().map_err(|_| CidrError::Invalid(text.to_owned()))?;
    // Java reads an IPv4 address that is written as an IPv6 one as IPv4.
    Ok(address.to_ipv4_mapped().map_or_else(|| address.octets().to_vec(), |mapped| mapped.octets().to_vec()))
}

fn digits(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default().to_ascii_uppercase();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The hexadecimal digits of an address; none if the text is no address.
pub(crate) fn address(text: &str) -> Option<String> {
    if text.len() > 64 {
        return None;
    }
    if let Some(short) = four_bytes(text) {
        return Some(digits(&short));
    }
    if text.contains(':') { bytes(text).ok().map(|bytes| digits(&bytes)) } else { None }
}

/// The bytes of an IPv4 address; most texts are none, and are left at their first character.
fn four_bytes(text: &str) -> Option<[u8; 4]> {
    let (mut bytes, mut parts) = ([0; 4], text.split('.'));
    for byte in &mut bytes {
        let part = parts.next().filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?;
        *byte = part.parse().ok()?;
    }
    parts.next().is_none().then_some(bytes)
}

/// A range of addresses: the digits of its first and its last one.
#[derive(Clone, Debug, PartialEq)]
pub struct Cidr {
    bottom: String,
    top: String,
}

impl Cidr {
    /// Reads `ADDRESS/BITS`. Bits of the address beyond the mask do not count.
    pub fn parse(text: &str) -> Result<Self, CidrError> {
        let mut parts: Vec<&str> = text.split('/').collect();
        while parts.last().is_some_and(|part| part.is_empty()) {
            parts.pop();
        }
        let [address, bits] = parts.as_slice() else { return Err(CidrError::Slash) };
        let bits: i32 = bits.parse().map_err(|_| CidrError::Bits)?;
        let bits = usize::try_from(bits).map_err(|_| CidrError::Negative)?;
        let bytes = bytes(address)?;
        match bytes.len() {
            4 if bits > 31 => return Err(CidrError::V4Bits),
            16 if bits > 127 => return Err(CidrError::V6Bits),
            _ => {}
        }
        let hosts =
            |at: usize| 0xFFu8.checked_shr(u32::try_from(bits.saturating_sub(at * 8)).unwrap_or(8)).unwrap_or(0);
        let bottom: Vec<u8> = bytes.iter().enumerate().map(|(at, byte)| byte & !hosts(at)).collect();
        let top: Vec<u8> = bytes.iter().enumerate().map(|(at, byte)| byte | hosts(at)).collect();
        Ok(Self { bottom: digits(&bottom), top: digits(&top) })
    }

    /// The first address of the range.
    pub(crate) fn first(&self) -> Option<String> {
        let number = u128::from_str_radix(&self.bottom, 16).ok()?;
        Some(match u32::try_from(number) {
            Ok(short) if self.bottom.len() == 8 => Ipv4Addr::from(short).to_string(),
            _ => Ipv6Addr::from(number).to_string(),
        })
    }

    /// Whether these characters lie between the first and the last address: the first that differs decides.
    pub(crate) fn holds(&self, digits: &str) -> bool {
        let (bottom, top, digits) = (self.bottom.as_bytes(), self.top.as_bytes(), digits.as_bytes());
        let (mut on_bottom, mut on_top) = (true, true);
        for (at, (low, high)) in bottom.iter().zip(top).enumerate() {
            let Some(digit) = digits.get(at) else { return false };
            let is_digit = digit.is_ascii_digit() || matches!(digit, b'A'..=b'F');
            if !is_digit || (on_bottom && digit < low) || (on_top && digit > high) {
                return false;
            }
            on_bottom &= digit == low;
            on_top &= digit == high;
            if !on_bottom && !on_top {
                return true;
            }
        }
        true
    }
}
