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
    Language {
        name: "C# (Mono)",
        folder: "csharp",
        needs: &["mcs", "mono"],
        version: &["mono", "--version"],
        env: &[],
        build: &[&[
            "mcs",
            "-langversion:7",
            "-warnaserror",
            "-out:{out}/lines.exe",
            "Lines.cs",
            "Smsp.cs",
        ]],
        run: &["mono", "{out}/lines.exe"],
        loads_at_run_time: true,
    },
    Language {
        name: "C# (CoreCLR)",
        folder: "csharp",
        needs: &["mcs", "{tools}/python/dotnetcore2/bin/dotnet"],
        version: &["{tools}/python/dotnetcore2/bin/dotnet", "--list-runtimes"],
        env: &[("DOTNET_CLI_TELEMETRY_OPTOUT", "1")],
        build: &[&[
            "mcs",
            "-langversion:7",
            "-warnaserror",
            "-out:{out}/lines.exe",
            "Lines.cs",
            "Smsp.cs",
        ]],
        run: &[
            "{tools}/python/dotnetcore2/bin/dotnet",
            "exec",
            "--runtimeconfig",
            "lines.runtimeconfig.json",
            "{out}/lines.exe",
        ],
        loads_at_run_time: true,
    },
    Language {
        name: "Python (ctypes)",
        folder: "python",
        needs: &["python3"],
        version: &["python3", "--version"],
        env: &[("PYTHONDONTWRITEBYTECODE", "1")],
        build: &[],
        run: &["python3", "lines.py"],
        loads_at_run_time: true,
    },
    Language {
        name: "Python (cffi)",
        folder: "python-cffi",
        needs: &[
            "{tools}/venv/bin/python3",
            "{tools}/python/cffi/__init__.py",
        ],
        version: &["{tools}/venv/bin/python3", "--version"],
        env: &[
            ("PYTHONDONTWRITEBYTECODE", "1"),
            ("PYTHONPATH", "{tools}/python"),
        ],
        build: &[],
        run: &["{tools}/venv/bin/python3", "lines.py"],
        loads_at_run_time: true,
    },
    Language {
        name: "PHP",
        folder: "php",
        needs: &["php"],
        version: &["php", "--version"],
        env: &[],
        build: &[],
        run: &["php", "lines.php"],
        loads_at_run_time: true,
    },
    Language {
        name: "Node.js",
        folder: "node",
        needs: &["node", "{tools}/node_modules/koffi/package.json"],
        version: &["node", "--version"],
        env: &[("NODE_PATH", "{tools}/node_modules")],
        build: &[],
        run: &["node", "lines.js"],
        loads_at_run_time: true,
    },
    Language {
        name: "Java",
        folder: "java",
        needs: &["java", "javac", "/usr/share/java/jna.jar"],
        version: &["java", "--version"],
        env: &[("CLASSPATH", "/usr/share/java/jna.jar:{out}")],
        build: &[&[
            "javac",
            "-Xlint:all",
            "-Werror",
            "-d",
            "{out}",
            "Lines.java",
            "Smsp.java",
        ]],
        run: &["java", "Lines"],
        loads_at_run_time: true,
    },
    Language {
        name: "Go",
        folder: "go",
        needs: &["go", "cc"],
        version: &["go", "version"],
        env: &[
            ("CGO_CFLAGS", "-I{include}"),
            ("CGO_LDFLAGS", "-L{lib} -Wl,-rpath,{lib}"),
            ("GOFLAGS", "-buildvcs=false"),
        ],
        build: &[
            &["go", "vet", "./..."],
            &["go", "build", "-o", "{out}/lines", "."],
        ],
        run: &["{out}/lines"],
        loads_at_run_time: false,
    },
];
