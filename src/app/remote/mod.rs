//! Step Functions elsewhere: in AWS through the relay, or in an emulator on this machine. A workflow is run there, followed in the
//! views of a run here, and removed again; what is there is opened here. In a chunk.

mod before;
mod connect;
mod dialog;
mod explained;
mod machines;
mod run;
mod start;
mod test_state;
mod transport;

pub(crate) use dialog::RemoteDialog;
pub(crate) use test_state::test_state;
