//! The library as it ships: installed, packed, and used as its consumers use it.

mod install;
mod installation;
mod manual;
mod package;
mod third_party;
