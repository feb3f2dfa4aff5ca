//! What each intrinsic function takes (Developer Guide, "Intrinsic functions"), in a few words.

/// What the function of that name takes, `States.` included.
pub(super) fn takes_arguments(name: &str) -> Option<&'static str> {
    Some(match name {
        "States.Format" => "a string with one `{}` for each additional argument",
        "States.StringToJson" => "a string that contains JSON",
        "States.JsonToString" => "any value",
        "States.Array" => "any values",
        "States.ArrayPartition" => "an array and a size of at least 1; the result can have at most 1,000 chunks",
        "States.ArrayContains" => "an array and the value to look for",
        "States.ArrayRange" => {
            "the first number, the last number, and a step: whole numbers that produce at most \
                                1,000 items; the step cannot be 0"
        }
        "States.ArrayGetItem" => "an array and an index from 0 to its length minus 1",
        "States.ArrayLength" | "States.ArrayUnique" => "an array",
        "States.Base64Encode" | "States.Base64Decode" => "a string of at most 10,000 characters",
        "States.Hash" => "data of at most 10,000 characters, and `MD5`, `SHA-1`, `SHA-256`, `SHA-384`, or `SHA-512`",
        "States.JsonMerge" => "two objects, and `false`: AWS merges only at the top level",
        "States.MathRandom" => "two whole numbers, the first less than the second, and an optional seed",
        "States.MathAdd" => "two numbers; a string of digits is not a number",
        "States.StringSplit" => "a string and the characters to split at",
        _ => return None,
    })
}
