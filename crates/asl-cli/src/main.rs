//! The program `asl`.

use std::process::ExitCode;

fn main() -> ExitCode {
    asl_cli::main()
}
