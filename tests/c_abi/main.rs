//! The C ABI, called by C and C++ programs that are linked as a user links them.

mod c_abi;
mod c_programs;
mod connecting;
mod cpp_api;
mod environment;
mod faults;
mod guest;
mod host_process;
mod limits;
mod odd_http;
mod proxy_peer;
mod reasons;
mod sanitizers;
mod soak;
