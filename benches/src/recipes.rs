//! The sources and libraries of each program.

/// A program: its name, its sources in `benches/programs`, and what it links.
pub struct Recipe {
    pub name: &'static str,
    pub sources: &'static [&'static str],
    pub links: &'static [Link],
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Link {
    /// The released shared library.
    Smsp,
    /// Its parser alone, without a network.
    SmspParser,
    Yyjson,
    System(&'static str),
}

/// The ways to parse. Each becomes two programs, `NAME_time` and `NAME_heap`.
pub const PARSERS: [Recipe; 6] = [
    Recipe {
        name: "parse_smsp",
        sources: &["parse_smsp.c"],
        links: &[Link::SmspParser],
    },
    Recipe {
        name: "parse_yyjson",
        sources: &["parse_yyjson.c"],
        links: &[Link::Yyjson],
    },
    Recipe {
        name: "parse_yyjson_in_place",
        sources: &["parse_yyjson_in_place.c"],
        links: &[Link::Yyjson],
    },
    Recipe {
        name: "parse_rapidjson",
        sources: &["parse_rapidjson.cpp"],
        links: &[],
    },
    Recipe {
        name: "parse_simdjson",
        sources: &["parse_simdjson.cpp"],
        links: &[Link::System("simdjson")],
    },
    Recipe {
        name: "parse_cjson",
        sources: &["parse_cjson.c"],
        links: &[Link::System("cjson")],
    },
];

/// The sources that make a program of a way to parse.
pub const PARSER_MAINS: [(&str, &[&str]); 2] = [
    ("time", &["parse_time.c"]),
    ("heap", &["parse_heap.c", "heap.c"]),
];

/// The libraries of the programs with libcurl.
const CURL: &[Link] = &[Link::Yyjson, Link::System("curl")];

pub const OTHERS: [Recipe; 8] = [
    Recipe {
        name: "calls_smsp",
        sources: &["calls_smsp.c"],
        links: &[Link::Smsp],
    },
    Recipe {
        name: "calls_curl",
        sources: &["calls_curl.c"],
        links: CURL,
    },
    Recipe {
        name: "batch_smsp",
        sources: &["batch_smsp.c"],
        links: &[Link::Smsp],
    },
    Recipe {
        name: "batch_curl",
        sources: &["batch_curl.c"],
        links: CURL,
    },
    Recipe {
        name: "asleep",
        sources: &["asleep.c"],
        links: &[Link::Smsp],
    },
    Recipe {
        name: "stops",
        sources: &["stops.c"],
        links: &[Link::Smsp, Link::System("pthread")],
    },
    Recipe {
        name: "resident_smsp",
        sources: &["resident_smsp.c"],
        links: &[Link::System("dl")],
    },
    Recipe {
        name: "resident_curl",
        sources: &["resident_curl.c"],
        links: &[Link::System("dl")],
    },
];
