//! What the page shows of EventBridge: rules and what they send to as a picture, the log of the buses as rows and lines, and as a
//! tree with the executions that rules start, why a rule took an event or did not, and what a pattern and a transformer make of an
//! event.

pub mod assumed_bus;
pub mod attempts;
pub mod comparison;
pub mod counts;
pub mod entries;
pub mod executions;
pub mod export;
pub mod lines;
pub mod moments;
pub mod reasons;
pub mod rows;
pub mod system_graph;
pub mod tree;
pub mod trial;
pub mod verdict;
