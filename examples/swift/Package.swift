// swift-tools-version:5.5
// Not run on the machine that tests the other languages, which has no Swift;
// there, clang compiles against the same module map.
import PackageDescription

let package = Package(
    name: "lines",
    targets: [
        .systemLibrary(name: "SMSP"),
        .executableTarget(name: "lines", dependencies: ["SMSP"]),
    ]
)
