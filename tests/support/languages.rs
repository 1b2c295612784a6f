//! The languages of examples/: what each needs, how it is built, how it is run.
//!
//! A row is all that tests/languages.rs knows of a language. Commands run in the
//! language's folder and without a shell, with an environment of their own: PATH,
//! HOME (an empty folder), LANG=C.UTF-8, SMSP_LIBRARY and SMSP_BASE_URL, and what
//! the row adds. In every text these are replaced:
//!
//! - `{lib}`: a folder with libsmsp.so.1 and libsmsp.so
//! - `{include}`: the folder of smsp.h
//! - `{out}`: an empty folder for what is built
//! - `{tools}`: the folder in which .ci/languages installs what Debian does not
//!   have: Python packages in `{tools}/python`, Node's in `{tools}/node_modules`

/// One language, or one way to use it.
pub struct Language {
    pub name: &'static str,
    /// Its folder in examples/.
    pub folder: &'static str,
    /// Commands that must be on the PATH, and files (with a `/`) that must exist.
    pub needs: &'static [&'static str],
    /// Prints the version of the language, in its first line.
    pub version: &'static [&'static str],
    /// More variables of the environment, for all commands.
    pub env: &'static [(&'static str, &'static str)],
    /// Run one after the other; none for a language that is only interpreted.
    pub build: &'static [&'static [&'static str]],
    /// The program; KEY MESSAGE_ID [wait] follow.
    pub run: &'static [&'static str],
    /// Whether it finds the library only when it runs, by SMSP_LIBRARY.
    pub loads_at_run_time: bool,
}

/// The first row is what all others are compared with.
pub const LANGUAGES: &[Language] = &[
    Language {
        name: "C",
        folder: "c",
        needs: &["cc"],
        version: &["cc", "--version"],
        env: &[],
        build: &[&[
            "cc",
            "-std=c89",
            "-pedantic",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-I{include}",
            "lines.c",
            "-L{lib}",
            "-lsmsp",
            "-Wl,-rpath,{lib}",
            "-o",
            "{out}/lines",
        ]],
        run: &["{out}/lines"],
        loads_at_run_time: false,
    },
    Language {
        name: "C++",
        folder: "cpp",
        needs: &["c++"],
        version: &["c++", "--version"],
        env: &[],
        build: &[&[
            "c++",
            "-std=c++11",
            "-pedantic",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-I{include}",
            "lines.cpp",
            "-L{lib}",
            "-lsmsp",
            "-Wl,-rpath,{lib}",
            "-o",
            "{out}/lines",
        ]],
        run: &["{out}/lines"],
        loads_at_run_time: false,
    },
];
