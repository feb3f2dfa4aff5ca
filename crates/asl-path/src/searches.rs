//! What few definitions ask of paths and takes much code: steps that search, filters, intrinsic functions. It stands behind
//! one table of functions, so that the page can fetch it when a definition first has one.

use asl_parts::Part;
use asl_value::Value;

use crate::Environment;
use crate::ast::Path;
use crate::error::{NoResults, PathError};
use crate::expression::{Failure, Term};
use crate::intrinsics::{self, Call};
use crate::{evaluate, expression_parser, parser};

/// The functions.
#[expect(missing_debug_implementations, reason = "a table of functions")]
pub struct Searches {
    /// Reads any path.
    pub(crate) parse: fn(&str) -> Result<Path, PathError>,
    /// Reads a call of an intrinsic function.
    pub(crate) parse_call: fn(&str) -> Result<Term, PathError>,
    /// What a path that is not plain leads to.
    pub(crate) search: fn(&Path, &Value) -> Result<Value, NoResults>,
    /// The value of a call.
    pub(crate) call: fn(&Call, &Value, &dyn Environment) -> Result<Value, Failure>,
}

/// The searches themselves. Only who provides them to [`SEARCHES`] calls this.
pub fn searches() -> &'static Searches {
    static TABLE: Searches = Searches {
        parse: parser::path,
        parse_call: expression_parser::whole_call,
        search: evaluate::search,
        call: intrinsics::evaluate,
    };
    &TABLE
}

/// The searches, where the feature `deferred` leaves them to be provided. Until then no text that has one can be read.
pub static SEARCHES: Part<Searches> = Part::new();

/// The searches, if they are here.
pub(crate) fn get() -> Option<&'static Searches> {
    if cfg!(feature = "deferred") { SEARCHES.get() } else { Some(searches()) }
}

/// Why a text cannot be read without them; what is done then is done again.
pub(crate) fn not_loaded() -> PathError {
    PathError::new(0, "the reader of such paths is not loaded yet")
}
