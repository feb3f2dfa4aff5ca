//! The program `asl-relay`: reads the command line, says where it listens and with which token, and serves.

use std::process::ExitCode;

use asl_http::relay::AwsStatus;
use asl_relay::aws::Aws;
use asl_relay::call::Caller;
use asl_relay::network::System;
use asl_relay::options::{HELP, Options, Wanted, read};
use asl_relay::server::{Relay, listen, serve};
use asl_relay::token::Token;
use rustls::RootCertStore;
use tokio::runtime::Builder;
use tokio::task::LocalSet;

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]
fn main() -> ExitCode {
    let told = match read(std::env::args_os().skip(1)) {
        Ok(Wanted::Help) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Ok(Wanted::Start(options)) => start(options),
        Err(problem) => Err(problem),
    };
    if let Err(problem) = told {
        eprintln!("error: {problem}");
    }
    ExitCode::FAILURE
}

/// Serves until it is ended; the error says why it could not begin.
fn start(options: Options) -> Result<(), String> {
    let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    runtime.block_on(LocalSet::new().run_until(run(options)))
}

#[expect(clippy::print_stdout, reason = "the token is shown here, once, and nowhere else")]
async fn run(Options { port, pages, allowed, aws }: Options) -> Result<(), String> {
    let unusable = |error| format!("port {port} can't be used ({error}): choose another one, such as PORT=9000");
    let listener = listen(port).await.map_err(unusable)?;
    let own = listener.local_addr().map_err(unusable)?;
    let token = Token::random().map_err(|error| format!("the system provides no randomness for a token: {error}"))?;
    println!("The relay listens at http://{own} (Ctrl+C stops it)");
    println!("  token  {}", token.show());
    println!("  pages  {}", pages.join(" "));
    let origins = allowed.origins();
    println!("  calls  {}", if origins.is_empty() { "none".to_owned() } else { origins.join(" ") });
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let caller = Caller::new(allowed, System, roots).map_err(|error| error.to_string())?;
    let aws = aws.map(|options| Aws::new(options, &caller));
    if let Some(aws) = &aws {
        aws.look().await;
        let AwsStatus { region, endpoint, credentials } = aws.status();
        println!("  aws    {endpoint} ({region})");
        // Where they are from, or why there are none; it is looked for them again when they are needed.
        println!("  keys   {credentials}");
    }
    let ended = serve(listener, Relay { pages, token, caller, aws }).await;
    ended.map(|_| ()).map_err(|error| error.to_string())
}
