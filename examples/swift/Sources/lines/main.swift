// The program that examples/c/lines.c describes. Not run on the machine that
// tests the other languages, which has no Swift.
// Build and run it, in this package's folder, where ../../target/release has
// the shared library and its name with the version:
//   swift build -Xlinker -L../../target/release -Xlinker -rpath -Xlinker "$PWD/../../target/release"
//   .build/debug/lines your-key 123456
import Foundation

let arguments = CommandLine.arguments.dropFirst()
let waiting = arguments.count == 3 && arguments.last == "wait"
guard arguments.count == 2 || waiting else {
    FileHandle.standardError.write(Data("usage: lines KEY MESSAGE_ID [wait]\n".utf8))
    exit(2)
}
let (apiKey, messageID) = (CommandLine.arguments[1], CommandLine.arguments[2])

do {
    let client = try Client(
        apiKey: apiKey,
        baseURL: ProcessInfo.processInfo.environment["SMSP_BASE_URL"],
        pollIntervalMs: (first: 50, longest: 200))
    let report = try waiting
        ? client.wait(messageID, maxWaitMs: 60_000) { polled in
            print("poll: \(polled.count(.waiting)) waiting")
            return true
        }
        : client.bulkStatus(messageID)

    for entry in report.entries {
        print("\(entry.phoneNumber)|\(entry.statusName)|\(entry.stopSMS ? 1 : 0)|\(entry.date)")
    }
    print("\(report.entries.count) recipients, \(report.count(.delivered)) delivered, "
        + "\(report.count(.notDelivered)) not delivered, \(report.count(.waiting)) waiting, "
        + "\(report.entries.filter(\.stopSMS).count) stop")
} catch let error as SMSPError {
    print("error \(error.code): \(error.message)")
    exit(1)
}
