/// libsmsp for C++11 and later: what became of my SMS? Header-only, over smsp.h.
///
///     for (const smsp::Entry &entry : smsp::bulk_status(api_key, message_id)) {
///       std::cout << entry.phone_number << ' ' << smsp::name(entry.status) << '\n';
///     }
///
/// Rules for everything here:
/// - What owns a handle (Result, Options, Client, Batch, Watch) frees it, moves
///   and does not copy. One that was moved from is empty and safe: reading it
///   gives empty values, and asking with it gives SMSP_ERROR_INVALID_ARGUMENT.
/// - A std::string that is returned is a copy of the caller's own, in UTF-8.
/// - Besides std::bad_alloc only what says so throws, and it throws smsp::Error.
///   Compiled without exceptions, bulk_status(), wait() and Error are not there,
///   and try_bulk_status() and try_wait() do the same work. Compile a whole
///   program one way.
/// - A callback runs on the thread that made the call. It may throw: that stops
///   the call, frees what it had made, and arrives at the caller.
/// - const functions may be called from any thread, at the same time; the others
///   from one thread at a time, while no other function runs on the object.
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

/// A text that is passed to this library: a std::string, or a const char * that
/// may be null, such as what std::getenv() gives. It ends at its first NUL. The
/// library copies it; this only points to it.
class Text {
public:
  Text(const char *text) noexcept : text_(text) {}
  Text(const std::string &text) noexcept : text_(text.c_str()) {}
  const char *c_str() const noexcept { return text_; }

private:
  const char *text_;
};

/// The version of the library that is loaded, such as "1.0.0"; a static text.
inline const char *version() noexcept { return smsp_version(); }
/// The same as a number: major * 10000 + minor * 100 + patch.
inline std::int32_t version_number() noexcept { return smsp_version_number(); }

/// The name of an error code, such as "SMSP_ERROR_TIMEOUT"; a static text.
inline const char *error_name(std::int32_t code) noexcept { return smsp_error_name(code); }
/// What an error code means and what to do, in English; a static text.
inline const char *error_text(std::int32_t code) noexcept { return smsp_error_text(code); }

/// The delivery status of one recipient. A newer library may give a value that
/// is not listed here: treat it as unknown.
enum class Status : std::int32_t {
  unknown = SMSP_STATUS_UNKNOWN,             ///< see Entry::status_text
  delivered = SMSP_STATUS_DELIVERED,         ///< the handset has it
  not_delivered = SMSP_STATUS_NOT_DELIVERED, ///< it will not arrive any more
  waiting = SMSP_STATUS_WAITING,             ///< may change, up to 48 hours after sending
  not_sent = SMSP_STATUS_NOT_SENT            ///< a problem occurred
};

/// "Delivered", "Not delivered", "Waiting", "Not sent", "Unknown"; a static text.
inline const char *name(Status status) noexcept {
  return smsp_status_name(static_cast<std::int32_t>(status));
}

// ---- Results ----

/// What became of the SMS to one recipient. A copy: it outlives its result.
struct Entry {
  std::string phone_number;        ///< as the server spelt it: "+33639980001"
  Status status = Status::unknown; ///< what status_text means
  std::string status_text;         ///< as the server spelt it
  bool stop_sms = false;           ///< the recipient answered STOP
  std::int64_t date = 0;           ///< seconds since 1970-01-01 00:00 UTC; 0: none
  std::string date_text;           ///< as the server spelt it; "": none
};

/// Reads a result that somebody else owns and that must outlive the view: an
/// error, or an entry for each recipient. Can be copied freely.
class ResultView {
public:
  class iterator;

  /// Views a result of smsp.h, or nothing.
  explicit ResultView(const smsp_result *result = nullptr) noexcept : result_(result) {}
  /// The handle, for the functions of smsp.h. It stays with its owner.
  const smsp_result *c_ptr() const noexcept { return result_; }

  /// Whether the call succeeded. If not, there are no entries.
  bool ok() const noexcept { return error_code() == SMSP_OK; }
  /// SMSP_OK, an SMSP_ERROR_ constant, or a positive code of the provider.
  std::int32_t error_code() const noexcept { return smsp_result_error_code(result_); }
  /// What went wrong, for people; never with the API key. "" on success.
  std::string error_message() const { return smsp_result_error_message(result_); }
  /// The HTTP status of the answer; 0 if no HTTP answer came.
  std::int32_t http_status() const noexcept { return smsp_result_http_status(result_); }
  /// The "code" of the answer; 0 if there is none.
  std::int32_t api_code() const noexcept { return smsp_result_api_code(result_); }
  /// How long the server asked to wait; 0 if it did not ask.
  std::chrono::seconds retry_after() const noexcept {
    return std::chrono::seconds(smsp_result_retry_after(result_));
  }
  /// The message ID of the answer, or else the one that was asked for.
  std::string message_id() const { return smsp_result_message_id(result_); }

  /// How many entries there are: one for each recipient.
  std::size_t size() const noexcept { return static_cast<std::size_t>(smsp_result_count(result_)); }
  /// Whether there are none.
  bool empty() const noexcept { return size() == 0; }
  /// How many entries have this status.
  std::size_t count(Status status) const noexcept {
    const std::int32_t number = static_cast<std::int32_t>(status);
    return static_cast<std::size_t>(smsp_result_count_status(result_, number));
  }
  /// One entry; an empty one where the index is not below size().
  Entry operator[](std::size_t index) const {
    return entry(result_, index < size() ? static_cast<std::int32_t>(index) : -1);
  }
  /// The entries in the order of the answer.
  iterator begin() const noexcept;
  iterator end() const noexcept;
  /// The first entry with exactly this number, as the server spells it; or end().
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
/// as the result, even where the view that gave it is gone.
class ResultView::iterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Entry;
  using difference_type = std::ptrdiff_t;
  using reference = Entry;
  /// Holds the entry while a member of it is read.
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

/// A result that frees itself. What it can tell is listed in ResultView.
class Result : public ResultView {
public:
  /// Takes over a result of smsp.h, or nothing.
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

/// The results of many messages, in the order of their IDs. It owns them: the
/// views that it gives are valid until it goes.
class Batch {
public:
  class iterator;

  /// Takes over a batch of smsp.h, or nothing.
  explicit Batch(smsp_batch *batch = nullptr) noexcept : handle_(batch) {}
  /// The handle, for the functions of smsp.h. It stays with this object.
  const smsp_batch *c_ptr() const noexcept { return handle_.get(); }

  /// How many results there are: one for each ID.
  std::size_t size() const noexcept { return static_cast<std::size_t>(smsp_batch_count(c_ptr())); }
  /// Whether there are none.
  bool empty() const noexcept { return size() == 0; }
  /// How many of the results are failures.
  std::size_t error_count() const noexcept {
    return static_cast<std::size_t>(smsp_batch_error_count(c_ptr()));
  }
  /// The result of one ID; a view of nothing where the index is not below size().
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

/// An input iterator over the views. It is valid as long as the handle, even
/// where the Batch that gave it was moved from.
class Batch::iterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = ResultView;
  using difference_type = std::ptrdiff_t;
  using reference = ResultView;
  /// Holds the view while a member of it is called.
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
/// Why a call failed. what() is the message for people; never with the API key.
class Error : public std::runtime_error {
public:
  /// The failure that a result tells.
  explicit Error(const ResultView &failed)
      : std::runtime_error(failed.error_message()), code_(failed.error_code()),
        http_status_(failed.http_status()), api_code_(failed.api_code()),
        retry_after_(failed.retry_after()) {}
  /// A failure before anything was sent.
  Error(std::int32_t code, const std::string &message)
      : std::runtime_error(message), code_(code), http_status_(0), api_code_(0), retry_after_(0) {}

  /// As ResultView::error_code(); never SMSP_OK.
  std::int32_t code() const noexcept { return code_; }
  /// These three as in ResultView.
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

/// Whose certificates are trusted.
enum class Trust : std::int32_t {
  bundled = SMSP_TRUST_BUNDLED, ///< Mozilla's, which come with the library
  system = SMSP_TRUST_SYSTEM    ///< those of the operating system
};

/// Settings for a Client; smsp_options_set_...() in smsp.h tells the default and
/// the range of each. Setters check at once, do not throw, and can be chained:
///
///     smsp::Client client(api_key, smsp::Options().max_retries(0).proxy(""));
///
/// A value that is refused leaves the old one and is remembered: ok() is false
/// from then on, and no request is made with other settings than those wanted.
class Options {
public:
  /// The defaults.
  Options() noexcept : handle_(smsp_options_new()) {}
  /// The handle, for the functions of smsp.h. It stays with this object.
  smsp_options *c_ptr() const noexcept { return handle_.get(); }

  /// Whether every value was accepted.
  bool ok() const noexcept { return error_code() == SMSP_OK; }
  /// SMSP_OK, or why the first value was refused.
  std::int32_t error_code() const noexcept {
    return handle_ ? error_code_ : SMSP_ERROR_INVALID_ARGUMENT;
  }
  /// Which setter was the first to refuse its value, for people; "" if none was.
  std::string error_message() const {
    if (ok()) {
      return "";
    }
    if (!handle_) {
      return "The options were moved from; make new ones.";
    }
    return "The option " + std::string(refused_) +
           " was given a value that is not usable; smsp.h tells what it takes.";
  }

  /// The address that is asked, without "/bulk-status".
  Options &base_url(Text url) noexcept {
    return keep("base_url", smsp_options_set_base_url(c_ptr(), url.c_str()));
  }
  /// How long a call may take in all, retries included.
  Options &timeout(std::chrono::milliseconds total) noexcept {
    return keep("timeout", smsp_options_set_timeout_ms(c_ptr(), total.count()));
  }
  /// How long one attempt to connect may take, name look-up and TLS included.
  Options &connect_timeout(std::chrono::milliseconds connect) noexcept {
    return keep("connect_timeout", smsp_options_set_connect_timeout_ms(c_ptr(), connect.count()));
  }
  /// How often a failed attempt is repeated.
  Options &max_retries(std::int32_t retries) noexcept {
    return keep("max_retries", smsp_options_set_max_retries(c_ptr(), retries));
  }
  /// The largest answer that is read, in bytes after decompression.
  Options &max_response_bytes(std::int64_t bytes) noexcept {
    return keep("max_response_bytes", smsp_options_set_max_response_bytes(c_ptr(), bytes));
  }
  /// How many connections there are at the same time.
  Options &max_connections(std::int32_t connections) noexcept {
    return keep("max_connections", smsp_options_set_max_connections(c_ptr(), connections));
  }
  /// "http://[user:password@]host[:port]", or "" for no proxy.
  Options &proxy(Text url) noexcept {
    return keep("proxy", smsp_options_set_proxy(c_ptr(), url.c_str()));
  }
  /// Trusts the certificates in this PEM file, which is read now, and no others.
  Options &ca_file(Text pem_path) noexcept {
    return keep("ca_file", smsp_options_set_ca_file(c_ptr(), pem_path.c_str()));
  }
  /// Whose certificates are trusted; replaces ca_file() and is replaced by it.
  Options &trust(Trust whose) noexcept {
    return keep("trust", smsp_options_set_trust(c_ptr(), static_cast<std::int32_t>(whose)));
  }
  /// The User-Agent header.
  Options &user_agent(Text text) noexcept {
    return keep("user_agent", smsp_options_set_user_agent(c_ptr(), text.c_str()));
  }
  /// How many requests are begun within any 60 seconds; 0 for no limit.
  Options &max_requests_per_minute(std::int32_t requests) noexcept {
    return keep("max_requests_per_minute",
                smsp_options_set_max_requests_per_minute(c_ptr(), requests));
  }
  /// The pause before the second poll of a wait, and the longest pause.
  Options &poll_interval(std::chrono::milliseconds first,
                         std::chrono::milliseconds longest) noexcept {
    return keep("poll_interval",
                smsp_options_set_poll_interval_ms(c_ptr(), first.count(), longest.count()));
  }

private:
  Options &keep(const char *setter, std::int32_t code) noexcept {
    if (error_code_ == SMSP_OK && code != SMSP_OK) {
      refused_ = setter;
      error_code_ = code;
    }
    return *this;
  }

  std::unique_ptr<smsp_options, detail::Free> handle_;
  const char *refused_ = "";
  std::int32_t error_code_ = SMSP_OK;
};

// ---- Callbacks ----

/// Called as each result of a batch arrives, with the place of its ID. Gives
/// true to go on, false to stop. The view is valid as long as the batch.
using OnResult = std::function<bool(std::size_t index, const ResultView &result)>;
/// Called after each poll of a wait. Gives true to go on, false to stop. The
/// view is valid during the call only.
using OnPoll = std::function<bool(const ResultView &result)>;

namespace detail {
/// Lets C call a std::function. C cannot be unwound, so what the function
/// throws is kept until the C function has returned.
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

// What C calls has C linkage, and with it a name for the whole program.
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

/// Asks what became of one message, with no set-up: see smsp_bulk_status(). The
/// result tells of a failure too; nothing is thrown. From any thread.
inline Result try_bulk_status(Text api_key, Text message_id) noexcept {
  return Result(smsp_bulk_status(api_key.c_str(), message_id.c_str()));
}

#if SMSP_EXCEPTIONS
/// The same, but throws Error if the call fails.
inline Result bulk_status(Text api_key, Text message_id) {
  return detail::succeeded(try_bulk_status(api_key, message_id));
}
#endif

/// Asks with one API key and one set of options and keeps its connections. Any
/// number of threads may share it. Its calls must have ended before it goes;
/// their results outlive it.
class Client {
public:
  /// With the default options. A missing key is told by each call.
  explicit Client(Text api_key) noexcept : handle_(smsp_client_new(api_key.c_str(), nullptr)) {}
  /// With a copy of these options. Where they are not ok(), this throws Error;
  /// compiled without exceptions, each call gives SMSP_ERROR_INVALID_ARGUMENT.
  Client(Text api_key, const Options &options)
      : handle_(options.ok() ? smsp_client_new(api_key.c_str(), options.c_ptr()) : nullptr) {
#if SMSP_EXCEPTIONS
    if (!options.ok()) {
      throw Error(options.error_code(), options.error_message());
    }
#endif
  }
  /// The handle, for the functions of smsp.h. It stays with this object.
  smsp_client *c_ptr() const noexcept { return handle_.get(); }

  /// Asks what became of one message. The result tells of a failure too.
  Result try_bulk_status(Text message_id) const noexcept {
    return Result(smsp_client_bulk_status(c_ptr(), message_id.c_str()));
  }
#if SMSP_EXCEPTIONS
  /// The same, but throws Error if the call fails.
  Result bulk_status(Text message_id) const {
    return detail::succeeded(try_bulk_status(message_id));
  }
#endif

  /// Asks what became of many messages, over as many connections as the options
  /// allow; see smsp_client_bulk_status_many(). One failure does not touch the
  /// others: each result tells of its own, and an ID of "" has one too. Where
  /// on_result gives false, what is left ends as SMSP_ERROR_CANCELLED. Throws
  /// only what on_result throws.
  Batch bulk_status_many(const std::vector<std::string> &message_ids,
                         const OnResult &on_result = {}) const {
    std::vector<const char *> texts;
    texts.reserve(message_ids.size());
    for (const std::string &message_id : message_ids) {
      texts.push_back(message_id.c_str());
    }
    // C counts in 32 bits and refuses a negative count: error_count() is then 1.
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
  /// than max_wait; see smsp_client_wait(). The result tells of a failure too.
  /// Where on_poll gives false, it is the one that on_poll was shown. Throws only
  /// what on_poll throws.
  Result try_wait(Text message_id, std::chrono::milliseconds max_wait,
                  const OnPoll &on_poll = {}) const {
    detail::Callback<OnPoll> callback(on_poll);
    Result result(smsp_client_wait(c_ptr(), message_id.c_str(), max_wait.count(),
                                   on_poll ? detail::smsp_hpp_on_poll : nullptr, &callback));
    callback.rethrow();
    return result;
  }
#if SMSP_EXCEPTIONS
  /// The same, but throws Error if the result is a failure.
  Result wait(Text message_id, std::chrono::milliseconds max_wait,
              const OnPoll &on_poll = {}) const {
    return detail::succeeded(try_wait(message_id, max_wait, on_poll));
  }
#endif

  /// Ends every call on this client, under way or later, as SMSP_ERROR_CANCELLED.
  void cancel() const noexcept { smsp_client_cancel(c_ptr()); }

private:
  std::unique_ptr<smsp_client, detail::Free> handle_;
};

/// The polls of one message without a callback, for a loop of the caller's own:
///
///     smsp::Watch watch(client, message_id, std::chrono::hours(1));
///     while (!watch.done()) {
///       const smsp::Result result = watch.next();
///       std::cout << result.count(smsp::Status::waiting) << " still waiting\n";
///     }
class Watch {
public:
  /// Nothing is asked yet. The client must outlive the watch; it may be moved.
  Watch(const Client &client, Text message_id, std::chrono::milliseconds max_wait) noexcept
      : handle_(smsp_watch_new(client.c_ptr(), message_id.c_str(), max_wait.count())) {}
  /// The handle, for the functions of smsp.h. It stays with this object.
  smsp_watch *c_ptr() const noexcept { return handle_.get(); }

  /// Whether the last poll has been made.
  bool done() const noexcept { return smsp_watch_delay_ms(c_ptr()) < 0; }
  /// How long until the next poll is due, for a program with an event loop: after
  /// that time next() does not sleep. 0 where there is no next one: see done().
  std::chrono::milliseconds delay() const noexcept {
    const std::int64_t delay = smsp_watch_delay_ms(c_ptr());
    return std::chrono::milliseconds(delay < 0 ? 0 : delay);
  }
  /// Sleeps until the next poll is due, polls, and gives its result, which tells
  /// of a failure too. After the last one it gives a view of nothing, whose
  /// c_ptr() is null.
  Result next() noexcept { return Result(smsp_watch_next(c_ptr())); }

private:
  std::unique_ptr<smsp_watch, detail::Free> handle_;
};

} // namespace smsp

#undef SMSP_EXCEPTIONS
#endif // SMSP_HPP
