//! The contract: what a program that was compiled or linked with any release relies
//! on.

mod abi;
mod exports;
mod header;
