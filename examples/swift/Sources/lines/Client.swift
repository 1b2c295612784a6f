// libsmsp for Swift: a client that deinit frees, reports that are plain values,
// and failures that are thrown. Not run on the machine that tests the other
// languages, which has no Swift.
import SMSP

/// Why a call failed: `code` is one of the SMSP_ERROR_ numbers of smsp.h.
struct SMSPError: Error {
    let code: Int32
    let message: String

    fileprivate static func check(_ code: smsp_error) throws {
        if code != SMSP_OK {
            throw SMSPError(code: code, message: String(cString: smsp_error_text(code)))
        }
    }
}

enum Status: Int32, CaseIterable {
    case unknown, delivered, notDelivered, waiting, notSent // from 0, as in smsp.h
}

struct Entry {
    let phoneNumber: String
    let status: Status
    /// The server's text, where the library knows no name.
    let statusName: String
    let stopSMS: Bool
    /// Seconds since 1970, UTC; 0 where there is none.
    let date: Int64

    fileprivate init(_ result: OpaquePointer, _ index: Int32) {
        let number = smsp_result_status(result, index)
        phoneNumber = String(cString: smsp_result_phone_number(result, index))
        // A later version of the library may know more.
        status = Status(rawValue: number) ?? .unknown
        statusName = String(cString: number == SMSP_STATUS_UNKNOWN
            ? smsp_result_status_text(result, index) : smsp_status_name(number))
        stopSMS = smsp_result_stop_sms(result, index) != 0
        date = smsp_result_date(result, index)
    }
}

/// A copy of a result: nothing in it needs the library any more.
struct Report {
    let entries: [Entry]
    private let counts: [Status: Int32]

    fileprivate init(copying result: OpaquePointer) {
        entries = (0..<smsp_result_count(result)).map { Entry(result, $0) }
        counts = Dictionary(uniqueKeysWithValues: Status.allCases.map {
            ($0, smsp_result_count_status(result, $0.rawValue))
        })
    }

    /// Copies a result and frees it.
    fileprivate init(taking result: OpaquePointer) throws {
        defer { smsp_result_free(result) }
        let code = smsp_result_error_code(result)
        guard code == SMSP_OK else {
            let message = String(cString: smsp_result_error_message(result))
            throw SMSPError(code: code, message: message)
        }
        self.init(copying: result)
    }

    func count(_ status: Status) -> Int32 { counts[status] ?? 0 }
}

final class Client {
    private let handle: OpaquePointer

    init(
        apiKey: String, baseURL: String? = nil,
        pollIntervalMs: (first: Int64, longest: Int64)? = nil
    ) throws {
        let options = smsp_options_new()
        defer { smsp_options_free(options) }
        if let baseURL = baseURL {
            try SMSPError.check(smsp_options_set_base_url(options, baseURL))
        }
        if let interval = pollIntervalMs {
            try SMSPError.check(smsp_options_set_poll_interval_ms(
                options, interval.first, interval.longest))
        }
        handle = smsp_client_new(apiKey, options)
    }

    deinit { smsp_client_free(handle) }

    func bulkStatus(_ messageID: String) throws -> Report {
        try Report(taking: smsp_client_bulk_status(handle, messageID))
    }

    /// Asks until no recipient is waiting; `onPoll` returns false to stop.
    func wait(
        _ messageID: String, maxWaitMs: Int64, onPoll: (Report) throws -> Bool
    ) throws -> Report {
        try withoutActuallyEscaping(onPoll) { onPoll -> Report in
            let polling = Polling(onPoll)
            // A C function captures nothing: what it needs comes as user data.
            let result = withExtendedLifetime(polling) {
                smsp_client_wait(handle, messageID, maxWaitMs, { result, userData in
                    Unmanaged<Polling>.fromOpaque(userData!).takeUnretainedValue().poll(result)
                }, Unmanaged.passUnretained(polling).toOpaque())
            }
            if let thrown = polling.thrown {
                smsp_result_free(result)
                throw thrown
            }
            return try Report(taking: result)
        }
    }
}

/// Keeps what `onPoll` throws until the call is over: Swift errors cannot pass
/// through C.
private final class Polling {
    private let onPoll: (Report) throws -> Bool
    private(set) var thrown: Error?

    init(_ onPoll: @escaping (Report) throws -> Bool) { self.onPoll = onPoll }

    func poll(_ result: OpaquePointer) -> Int32 {
        do {
            return try onPoll(Report(copying: result)) ? 1 : 0
        } catch {
            thrown = error
            return 0
        }
    }
}
