/// libsmsp for C++11 and later: SMS Partner delivery reports. Header-only, over
/// smsp.h.
///
///     for (const smsp::Entry &entry : smsp::bulk_status(api_key, message_id)) {
///       std::cout << entry.phone_number << ' ' << smsp::name(entry.status) << '\n';
///     }
///
/// Rules for everything here:
/// - An object that owns a handle (Result, Options, Client, Batch, Watch) frees
///   it. It can be moved but not copied. A moved-from object is empty and safe:
///   reading it returns empty values, and a request with it fails with
///   SMSP_ERROR_INVALID_ARGUMENT.
/// - A returned std::string is a copy that the caller owns, in UTF-8.
/// - Apart from std::bad_alloc, a function throws only if its comment says so,
///   and it throws smsp::Error. If the program is compiled without exceptions,
///   bulk_status(), wait() and Error do not exist; try_bulk_status() and
///   try_wait() do the same work. Compile a whole program one way.
/// - A callback runs on the thread that made the call. It may throw: the
///   exception stops the call, which frees what it made, and reaches the caller.
/// - Any number of threads may call const functions at the same time. Only one
///   thread at a time may call any other function, and no other function may run
///   on the object meanwhile.
#ifndef SMSP_HPP
#define SMSP_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "smsp.h"

#if defined(__cpp_exceptions) || defined(__EXCEPTIONS) || defined(_CPPUNWIND)
#define SMSP_EXCEPTIONS 1
#else
#define SMSP_EXCEPTIONS 0
#endif

namespace smsp {

namespace detail {
struct Free {
  void operator()(smsp_result *result) const noexcept { smsp_result_free(result); }
  void operator()(smsp_options *options) const noexcept { smsp_options_free(options); }
  void operator()(smsp_client *client) const noexcept { smsp_client_free(client); }
  void operator()(smsp_batch *batch) const noexcept { smsp_batch_free(batch); }
  void operator()(smsp_watch *watch) const noexcept { smsp_watch_free(watch); }
};
} // namespace detail

// ---- Texts and versions ----

/// A string argument of this library: a std::string, or a const char * that may
/// be null, such as the result of std::getenv(). It ends at its first NUL. The
/// library copies the string; a Text only points to it.
class Text {
public:
  Text(const char *text) noexcept : text_(text) {}
  Text(const std::string &text) noexcept : text_(text.c_str()) {}
  const char *c_str() const noexcept { return text_; }

private:
  const char *text_;
};

/// Returns the version of the loaded library, such as "1.0.0"; a static string.
inline const char *version() noexcept { return smsp_version(); }
/// Returns the same as a number: major * 10000 + minor * 100 + patch.
inline std::int32_t version_number() noexcept { return smsp_version_number(); }

/// Returns the name of an error code, such as "SMSP_ERROR_TIMEOUT"; a static
/// string.
inline const char *error_name(std::int32_t code) noexcept { return smsp_error_name(code); }
/// Says in English what an error code means and what to do; a static string.
inline const char *error_text(std::int32_t code) noexcept { return smsp_error_text(code); }

/// The delivery status of one recipient. A newer library may return a value that
/// is not listed here: treat it as unknown.
enum class Status : std::int32_t {
  unknown = SMSP_STATUS_UNKNOWN,             ///< see Entry::status_text
  delivered = SMSP_STATUS_DELIVERED,         ///< the phone has received the SMS
  not_delivered = SMSP_STATUS_NOT_DELIVERED, ///< the SMS will not arrive any more
  waiting = SMSP_STATUS_WAITING,             ///< may change, up to 48 hours after sending
  not_sent = SMSP_STATUS_NOT_SENT            ///< not sent because a problem occurred
};

/// Returns "Delivered", "Not delivered", "Waiting", "Not sent" or "Unknown"; a
/// static string.
inline const char *name(Status status) noexcept {
  return smsp_status_name(static_cast<std::int32_t>(status));
}

// ---- Results ----

/// The delivery status for one recipient. It is a copy: it stays valid after its
/// result is freed.
struct Entry {
  std::string phone_number;        ///< as the server wrote it: "+33639980001"
  Status status = Status::unknown; ///< the meaning of status_text
  std::string status_text;         ///< as the server wrote it
  bool stop_sms = false;           ///< the recipient answered STOP
  std::int64_t date = 0;           ///< seconds since 1970-01-01 00:00 UTC; 0: none
  std::string date_text;           ///< as the server wrote it; "": none
};

/// Reads a result that it does not own and that must outlive it: an error, or one
/// entry per recipient. A view can be copied freely.
class ResultView {
public:
  class iterator;

  /// Views a result of smsp.h, or nothing if it is null.
  explicit ResultView(const smsp_result *result = nullptr) noexcept : result_(result) {}
  /// Returns the handle, for the functions of smsp.h. Its owner keeps it.
  const smsp_result *c_ptr() const noexcept { return result_; }

  /// Returns true if the call succeeded. Otherwise there are no entries.
  bool ok() const noexcept { return error_code() == SMSP_OK; }
  /// Returns SMSP_OK, an SMSP_ERROR_ constant, or a positive code of the provider.
  std::int32_t error_code() const noexcept { return smsp_result_error_code(result_); }
  /// Returns the error message for people, without the API key; "" on success.
  std::string error_message() const { return smsp_result_error_message(result_); }
  /// Returns the HTTP status of the response, or 0 if no HTTP response came.
  std::int32_t http_status() const noexcept { return smsp_result_http_status(result_); }
  /// Returns the "code" of the response, or 0 if there is none.
  std::int32_t api_code() const noexcept { return smsp_result_api_code(result_); }
  /// Returns the time that the server asked to wait, or 0 if it did not ask.
  std::chrono::seconds retry_after() const noexcept {
    return std::chrono::seconds(smsp_result_retry_after(result_));
  }
  /// Returns the message ID of the response, or else the requested message ID.
  std::string message_id() const { return smsp_result_message_id(result_); }

  /// Returns the number of entries, one per recipient.
  std::size_t size() const noexcept { return static_cast<std::size_t>(smsp_result_count(result_)); }
  /// Returns true if there are none.
  bool empty() const noexcept { return size() == 0; }
  /// Returns the number of entries with this status.
  std::size_t count(Status status) const noexcept {
    const std::int32_t number = static_cast<std::int32_t>(status);
    return static_cast<std::size_t>(smsp_result_count_status(result_, number));
  }
  /// Returns one entry, or an empty one if the index is not below size().
  Entry operator[](std::size_t index) const {
    return entry(result_, index < size() ? static_cast<std::int32_t>(index) : -1);
  }
  /// The entries in the order of the response.
  iterator begin() const noexcept;
  iterator end() const noexcept;
  /// Finds the first entry with exactly this phone number, as the server wrote it;
  /// returns end() if there is none.
  iterator find(Text phone_number) const noexcept;

private:
  static Entry entry(const smsp_result *result, std::int32_t index) {
    Entry copy;
    copy.phone_number = smsp_result_phone_number(result, index);
    copy.status = static_cast<Status>(smsp_result_status(result, index));
    copy.status_text = smsp_result_status_text(result, index);
    copy.stop_sms = smsp_result_stop_sms(result, index) != 0;
    copy.date = smsp_result_date(result, index);
    copy.date_text = smsp_result_date_text(result, index);
    return copy;
  }

  const smsp_result *result_;
};

/// An input iterator that makes each Entry when it is read. It is valid as long
/// as the result, even if the view that returned it no longer exists.
class ResultView::iterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Entry;
  using difference_type = std::ptrdiff_t;
  using reference = Entry;
  /// Keeps the entry while the caller reads a member of it.
  struct pointer {
    Entry entry;
    const Entry *operator->() const noexcept { return &entry; }
  };

  explicit iterator(const smsp_result *result = nullptr, std::int32_t index = 0) noexcept
      : result_(result), index_(index) {}
  Entry operator*() const { return entry(result_, index_); }
  pointer operator->() const { return pointer{**this}; }
  iterator &operator++() noexcept {
    ++index_;
    return *this;
  }
  iterator operator++(int) noexcept { return iterator(result_, index_++); }
  bool operator==(const iterator &other) const noexcept {
    return result_ == other.result_ && index_ == other.index_;
  }
  bool operator!=(const iterator &other) const noexcept { return !(*this == other); }

private:
  const smsp_result *result_;
  std::int32_t index_;
};

inline ResultView::iterator ResultView::begin() const noexcept { return iterator(result_); }
inline ResultView::iterator ResultView::end() const noexcept {
  return iterator(result_, smsp_result_count(result_));
}
inline ResultView::iterator ResultView::find(Text phone_number) const noexcept {
  const std::int32_t index = smsp_result_find(result_, phone_number.c_str());
  return index < 0 ? end() : iterator(result_, index);
}

/// A result that frees itself. ResultView has the functions that read it.
class Result : public ResultView {
public:
  /// Takes ownership of a result of smsp.h, or of nothing if it is null.
  explicit Result(smsp_result *result = nullptr) noexcept : ResultView(result), owned_(result) {}
  Result(Result &&other) noexcept : Result(other.owned_.release()) { other.view_owned(); }
  Result &operator=(Result &&other) noexcept {
    owned_ = std::move(other.owned_);
    other.view_owned();
    view_owned();
    return *this;
  }

private:
  void view_owned() noexcept { ResultView::operator=(ResultView(owned_.get())); }

  std::unique_ptr<smsp_result, detail::Free> owned_;
};

/// The results of many messages, in the order of their IDs. A Batch owns the
/// results: the views that it returns are valid until it is destroyed.
class Batch {
public:
  class iterator;

  /// Takes ownership of a batch of smsp.h, or of nothing if it is null.
  explicit Batch(smsp_batch *batch = nullptr) noexcept : handle_(batch) {}
  /// Returns the handle, for the functions of smsp.h. This object keeps it.
  const smsp_batch *c_ptr() const noexcept { return handle_.get(); }

  /// Returns the number of results, one per ID.
  std::size_t size() const noexcept { return static_cast<std::size_t>(smsp_batch_count(c_ptr())); }
  /// Returns true if there are none.
  bool empty() const noexcept { return size() == 0; }
  /// Returns the number of results that are failures.
  std::size_t error_count() const noexcept {
    return static_cast<std::size_t>(smsp_batch_error_count(c_ptr()));
  }
  /// Returns the result of one ID, or a view of nothing if the index is not below
  /// size().
  ResultView operator[](std::size_t index) const noexcept {
    const std::int32_t number = index < size() ? static_cast<std::int32_t>(index) : -1;
    return ResultView(smsp_batch_result(c_ptr(), number));
  }
  /// The results in the order of the IDs.
  iterator begin() const noexcept;
  iterator end() const noexcept;

private:
  std::unique_ptr<smsp_batch, detail::Free> handle_;
};

/// An input iterator over the views. It is valid as long as the handle, even if
/// the Batch that returned it was moved from.
class Batch::iterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = ResultView;
  using difference_type = std::ptrdiff_t;
  using reference = ResultView;
  /// Keeps the view while the caller calls a member of it.
  struct pointer {
    ResultView view;
    const ResultView *operator->() const noexcept { return &view; }
  };

  explicit iterator(const smsp_batch *batch = nullptr, std::int32_t index = 0) noexcept
      : batch_(batch), index_(index) {}
  ResultView operator*() const noexcept { return ResultView(smsp_batch_result(batch_, index_)); }
  pointer operator->() const noexcept { return pointer{**this}; }
  iterator &operator++() noexcept {
    ++index_;
    return *this;
  }
  iterator operator++(int) noexcept { return iterator(batch_, index_++); }
  bool operator==(const iterator &other) const noexcept {
    return batch_ == other.batch_ && index_ == other.index_;
  }
  bool operator!=(const iterator &other) const noexcept { return !(*this == other); }

private:
  const smsp_batch *batch_;
  std::int32_t index_;
};

inline Batch::iterator Batch::begin() const noexcept { return iterator(c_ptr()); }
inline Batch::iterator Batch::end() const noexcept {
  return iterator(c_ptr(), smsp_batch_count(c_ptr()));
}

#if SMSP_EXCEPTIONS
/// The reason why a call failed. what() is the message for people; it never
/// contains the API key.
class Error : public std::runtime_error {
public:
  /// The failure that a result reports.
  explicit Error(const ResultView &failed)
      : std::runtime_error(failed.error_message()), code_(failed.error_code()),
        http_status_(failed.http_status()), api_code_(failed.api_code()),
        retry_after_(failed.retry_after()) {}
  /// A failure that occurred before anything was sent.
  Error(std::int32_t code, const std::string &message)
      : std::runtime_error(message), code_(code), http_status_(0), api_code_(0), retry_after_(0) {}

  /// Like ResultView::error_code(), but never SMSP_OK.
  std::int32_t code() const noexcept { return code_; }
  /// These three are the same as in ResultView.
  std::int32_t http_status() const noexcept { return http_status_; }
  std::int32_t api_code() const noexcept { return api_code_; }
  std::chrono::seconds retry_after() const noexcept { return retry_after_; }

private:
  std::int32_t code_;
  std::int32_t http_status_;
  std::int32_t api_code_;
  std::chrono::seconds retry_after_;
};

namespace detail {
inline Result succeeded(Result result) {
  if (!result.ok()) {
    throw Error(result);
  }
  return result;
}
} // namespace detail
#endif

// ---- Options ----

/// The trusted certificate authorities.
enum class Trust : std::int32_t {
  bundled = SMSP_TRUST_BUNDLED, ///< Mozilla's, which come with the library
  system = SMSP_TRUST_SYSTEM,   ///< those of the operating system
  both = SMSP_TRUST_BOTH        ///< the bundled ones and the system's
};

/// Settings for a Client; the comment of smsp_options_set_...() in smsp.h gives
/// the default and the range of each. A setter checks its value at once and does
/// not throw. Calls can be chained:
///
///     smsp::Client client(api_key, smsp::Options().max_retries(0).proxy(""));
///
/// If a setter refuses a value, the old value stays and ok() returns false from
/// then on, so that no request is made with other settings than those wanted.
class Options {
public:
  /// Makes options with the default values.
  Options() noexcept : handle_(smsp_options_new()) {}
  /// Returns the handle, for the functions of smsp.h. This object keeps it.
  smsp_options *c_ptr() const noexcept { return handle_.get(); }

  /// Returns true if every value was accepted.
  bool ok() const noexcept { return error_code() == SMSP_OK; }
  /// Returns SMSP_OK, or the error code of the first refused value.
  std::int32_t error_code() const noexcept {
    return handle_ ? error_code_ : SMSP_ERROR_INVALID_ARGUMENT;
  }
  /// Says, for people, which setter was the first to refuse its value, and why; ""
  /// if none did.
  std::string error_message() const {
    if (!handle_) {
      return "The options were moved from; make new ones.";
    }
    return refused_;
  }

  /// Sets the address to which requests are sent, without "/bulk-status".
  Options &base_url(Text url) noexcept {
    return keep("base_url", smsp_options_set_base_url(c_ptr(), url.c_str()));
  }
  /// Sets the maximum time for a call, including retries.
  Options &timeout(std::chrono::milliseconds total) noexcept {
    return keep("timeout", smsp_options_set_timeout_ms(c_ptr(), total.count()));
  }
  /// Sets the maximum time for one attempt to connect, including name lookup and
  /// TLS.
  Options &connect_timeout(std::chrono::milliseconds connect) noexcept {
    return keep("connect_timeout", smsp_options_set_connect_timeout_ms(c_ptr(), connect.count()));
  }
  /// Sets how many times a failed attempt is repeated.
  Options &max_retries(std::int32_t retries) noexcept {
    return keep("max_retries", smsp_options_set_max_retries(c_ptr(), retries));
  }
  /// Sets the maximum size of a response, in bytes after decompression.
  Options &max_response_bytes(std::int64_t bytes) noexcept {
    return keep("max_response_bytes", smsp_options_set_max_response_bytes(c_ptr(), bytes));
  }
  /// Sets the maximum number of connections at the same time.
  Options &max_connections(std::int32_t connections) noexcept {
    return keep("max_connections", smsp_options_set_max_connections(c_ptr(), connections));
  }
  /// Sets the proxy: "http://[user:password@]host[:port]", or "" for no proxy.
  Options &proxy(Text url) noexcept {
    return keep("proxy", smsp_options_set_proxy(c_ptr(), url.c_str()));
  }
  /// Trusts the certificates in this PEM file and no others. The file is read
  /// during this call.
  Options &ca_file(Text pem_path) noexcept {
    return keep("ca_file", smsp_options_set_ca_file(c_ptr(), pem_path.c_str()));
  }
  /// Sets the trusted certificate authorities. Each of this function and ca_file()
  /// replaces the setting of the other.
  Options &trust(Trust whose) noexcept {
    return keep("trust", smsp_options_set_trust(c_ptr(), static_cast<std::int32_t>(whose)));
  }
  /// Sets the User-Agent header.
  Options &user_agent(Text text) noexcept {
    return keep("user_agent", smsp_options_set_user_agent(c_ptr(), text.c_str()));
  }
  /// Sets the maximum number of requests that begin within any 60 seconds; 0 for
  /// no limit.
  Options &max_requests_per_minute(std::int32_t requests) noexcept {
    return keep("max_requests_per_minute",
                smsp_options_set_max_requests_per_minute(c_ptr(), requests));
  }
  /// Sets the pause before the second poll of a wait, and the longest pause.
  Options &poll_interval(std::chrono::milliseconds first,
                         std::chrono::milliseconds longest) noexcept {
    return keep("poll_interval",
                smsp_options_set_poll_interval_ms(c_ptr(), first.count(), longest.count()));
  }

private:
  Options &keep(const char *setter, std::int32_t code) noexcept {
    if (error_code_ == SMSP_OK && code != SMSP_OK) {
      refused_ = std::string(setter) + ": " + smsp_options_error_message(c_ptr());
      error_code_ = code;
    }
    return *this;
  }

  std::unique_ptr<smsp_options, detail::Free> handle_;
  std::string refused_;
  std::int32_t error_code_ = SMSP_OK;
};

// ---- Callbacks ----

/// Called as each result of a batch arrives, with the position of its ID. Returns
/// true to continue, false to stop. The view is valid as long as the batch.
using OnResult = std::function<bool(std::size_t index, const ResultView &result)>;
/// Called after each poll of a wait. Returns true to continue, false to stop. The
/// view is valid only until this function returns.
using OnPoll = std::function<bool(const ResultView &result)>;

namespace detail {
/// Lets C call a std::function. An exception must not unwind through C, so it is
/// stored until the C function has returned.
template <class Function> class Callback {
public:
  explicit Callback(const Function &function) noexcept : function_(function) {}

  template <class... Arguments> std::int32_t call(const Arguments &...arguments) noexcept {
#if SMSP_EXCEPTIONS
    try {
      return function_(arguments...) ? 1 : 0;
    } catch (...) {
      thrown_ = std::current_exception();
      return 0;
    }
#else
    return function_(arguments...) ? 1 : 0;
#endif
  }
  void rethrow() const {
#if SMSP_EXCEPTIONS
    if (thrown_) {
      std::rethrow_exception(thrown_);
    }
#endif
  }

private:
  const Function &function_;
#if SMSP_EXCEPTIONS
  std::exception_ptr thrown_;
#endif
};

// C calls these functions, so they have C linkage and a program-wide name.
extern "C" {
inline std::int32_t smsp_hpp_on_result(std::int32_t index, const smsp_result *result,
                                       void *user_data) noexcept {
  return static_cast<Callback<OnResult> *>(user_data)->call(static_cast<std::size_t>(index),
                                                            ResultView(result));
}
inline std::int32_t smsp_hpp_on_poll(const smsp_result *result, void *user_data) noexcept {
  return static_cast<Callback<OnPoll> *>(user_data)->call(ResultView(result));
}
}
} // namespace detail

// ---- Asking ----

/// Requests the delivery report of one message, without set-up; see
/// smsp_bulk_status(). The result reports a failure too; nothing is thrown. Any
/// thread may call this.
inline Result try_bulk_status(Text api_key, Text message_id) noexcept {
  return Result(smsp_bulk_status(api_key.c_str(), message_id.c_str()));
}

#if SMSP_EXCEPTIONS
/// Does the same, but throws Error if the call fails.
inline Result bulk_status(Text api_key, Text message_id) {
  return detail::succeeded(try_bulk_status(api_key, message_id));
}
#endif

/// Sends requests with one API key and one set of options, and keeps its
/// connections. Any number of threads may share it. Its calls must have returned
/// before it is destroyed; their results stay valid afterwards.
class Client {
public:
  /// Uses the default options. Every call reports a missing API key.
  explicit Client(Text api_key) noexcept : handle_(smsp_client_new(api_key.c_str(), nullptr)) {}
  /// Uses a copy of these options. Throws Error if they are not ok(); compiled
  /// without exceptions, each call then fails with SMSP_ERROR_INVALID_ARGUMENT.
  Client(Text api_key, const Options &options)
      : handle_(options.ok() ? smsp_client_new(api_key.c_str(), options.c_ptr()) : nullptr) {
#if SMSP_EXCEPTIONS
    if (!options.ok()) {
      throw Error(options.error_code(), options.error_message());
    }
#endif
  }
  /// Returns the handle, for the functions of smsp.h. This object keeps it.
  smsp_client *c_ptr() const noexcept { return handle_.get(); }

  /// Requests the delivery report of one message. The result reports a failure too.
  Result try_bulk_status(Text message_id) const noexcept {
    return Result(smsp_client_bulk_status(c_ptr(), message_id.c_str()));
  }
#if SMSP_EXCEPTIONS
  /// Does the same, but throws Error if the call fails.
  Result bulk_status(Text message_id) const {
    return detail::succeeded(try_bulk_status(message_id));
  }
#endif

  /// Requests the delivery reports of many messages, over as many connections as
  /// the options allow; see smsp_client_bulk_status_many(). A failure for one
  /// message does not affect the others: each result reports its own failure, and
  /// an ID of "" has a result too. If on_result returns false, the remaining
  /// messages end with SMSP_ERROR_CANCELLED. Throws only what on_result throws.
  Batch bulk_status_many(const std::vector<std::string> &message_ids,
                         const OnResult &on_result = {}) const {
    std::vector<const char *> texts;
    texts.reserve(message_ids.size());
    for (const std::string &message_id : message_ids) {
      texts.push_back(message_id.c_str());
    }
    // The C function takes a 32-bit count. It refuses a negative count, and then
    // error_count() is 1.
    const std::size_t most = INT32_MAX;
    const std::int32_t count = texts.size() <= most ? static_cast<std::int32_t>(texts.size()) : -1;
    detail::Callback<OnResult> callback(on_result);
    Batch batch(smsp_client_bulk_status_many(c_ptr(), texts.data(), count,
                                             on_result ? detail::smsp_hpp_on_result : nullptr,
                                             &callback));
    callback.rethrow();
    return batch;
  }

  /// Asks again and again until no recipient is waiting any more, but no longer
  /// than max_wait; see smsp_client_wait(). The result reports a failure too. If
  /// on_poll returns false, try_wait() returns the result that on_poll received.
  /// Throws only what on_poll throws.
  Result try_wait(Text message_id, std::chrono::milliseconds max_wait,
                  const OnPoll &on_poll = {}) const {
    detail::Callback<OnPoll> callback(on_poll);
    Result result(smsp_client_wait(c_ptr(), message_id.c_str(), max_wait.count(),
                                   on_poll ? detail::smsp_hpp_on_poll : nullptr, &callback));
    callback.rethrow();
    return result;
  }
#if SMSP_EXCEPTIONS
  /// Does the same, but throws Error if the result is a failure.
  Result wait(Text message_id, std::chrono::milliseconds max_wait,
              const OnPoll &on_poll = {}) const {
    return detail::succeeded(try_wait(message_id, max_wait, on_poll));
  }
#endif

  /// Ends every call on this client, running or later, with SMSP_ERROR_CANCELLED.
  void cancel() const noexcept { smsp_client_cancel(c_ptr()); }

private:
  std::unique_ptr<smsp_client, detail::Free> handle_;
};

/// Polls one message without a callback, in the caller's own loop:
///
///     smsp::Watch watch(client, message_id, std::chrono::hours(1));
///     while (!watch.done()) {
///       const smsp::Result result = watch.next();
///       std::cout << result.count(smsp::Status::waiting) << " still waiting\n";
///     }
class Watch {
public:
  /// Sends nothing yet. If the client is destroyed before the watch, next() reports
  /// SMSP_ERROR_CANCELLED.
  Watch(const Client &client, Text message_id, std::chrono::milliseconds max_wait) noexcept
      : handle_(smsp_watch_new(client.c_ptr(), message_id.c_str(), max_wait.count())) {}
  /// Returns the handle, for the functions of smsp.h. This object keeps it.
  smsp_watch *c_ptr() const noexcept { return handle_.get(); }

  /// Returns true if the last poll has been made.
  bool done() const noexcept { return smsp_watch_delay_ms(c_ptr()) < 0; }
  /// Returns the time until the next poll is due, for a program with an event
  /// loop: after that time next() does not sleep. Returns 0 if there is no next
  /// poll: see done().
  std::chrono::milliseconds delay() const noexcept {
    const std::int64_t delay = smsp_watch_delay_ms(c_ptr());
    return std::chrono::milliseconds(delay < 0 ? 0 : delay);
  }
  /// Sleeps until the next poll is due, polls and returns the result, which
  /// reports a failure too. After the last poll it returns a view of nothing,
  /// whose c_ptr() is null.
  Result next() noexcept { return Result(smsp_watch_next(c_ptr())); }

  /// Ends the watch, also from another thread: next(), which is running or is called
  /// next, reports SMSP_ERROR_CANCELLED, which is the last result.
  void cancel() const noexcept { smsp_watch_cancel(c_ptr()); }

private:
  std::unique_ptr<smsp_watch, detail::Free> handle_;
};

} // namespace smsp

#undef SMSP_EXCEPTIONS
#endif // SMSP_HPP
