//! What each intrinsic function takes (Developer Guide, "Intrinsic functions"), in a few words.

/// What the function of that name takes, `States.` included.
pub(super) fn takes_arguments(name: &str) -> Option<&'static str> {
    Some(match name {
        "States.Format" => "a text with one `{}` for each further argument",
        "States.StringToJson" => "a string that holds JSON",
        "States.JsonToString" => "any value",
        "States.Array" => "any values",
        "States.ArrayPartition" => "an array, and a size of 1 or more; both together give at most 1,000 parts",
        "States.ArrayContains" => "an array, and the value to look for",
        "States.ArrayRange" => "first, last and step: whole numbers that give at most 1,000 items; the step is not 0",
        "States.ArrayGetItem" => "an array, and an index from 0 to its length less 1",
        "States.ArrayLength" | "States.ArrayUnique" => "an array",
        "States.Base64Encode" | "States.Base64Decode" => "a string of at most 10,000 characters",
        "States.Hash" => "data of at most 10,000 characters, and `MD5`, `SHA-1`, `SHA-256`, `SHA-384` or `SHA-512`",
        "States.JsonMerge" => "two objects, and `false`: AWS merges only at the top level",
        "States.MathRandom" => "two whole numbers, the first less than the second, and a seed if one is wanted",
        "States.MathAdd" => "two numbers; a string of digits is no number",
        "States.StringSplit" => "a string, and the characters to split at",
        _ => return None,
    })
}
