//! What a guest in a foreign process promises: forks, signals, descriptors.
#![cfg(target_os = "linux")]

mod connections;
mod descriptors;
mod environment;
mod forks;
mod support;
mod threads;
