/// libsmsp for C++11 and later: what became of my SMS? Header-only, over smsp.h.
///
///     for (const smsp::Entry &entry : smsp::bulk_status(api_key, message_id)) {
///       std::cout << entry.phone_number << ' ' << smsp::name(entry.status) << '\n';
///     }
///
/// Rules for everything here:
/// - What owns a handle (Result, Options, Client) frees it, moves and does not
///   copy. One that was moved from is empty and safe to use: reading it gives
///   empty values, asking with it gives SMSP_ERROR_INVALID_ARGUMENT.
/// - A std::string that is returned is a copy of the caller's own, in UTF-8.
/// - Besides std::bad_alloc, only what says so throws, and it throws
///   smsp::Error. In a program compiled without exceptions those functions are
///   not there; the others, with try_bulk_status() among them, are.
/// - const functions may be called from any thread, at the same time, and the
///   others from one thread at a time, with no other call under way.
#ifndef SMSP_HPP
#define SMSP_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

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
};
} // namespace detail

// ---- Texts and versions ----

/// A text that is passed to this library: a std::string, or a NUL-terminated
/// const char * that may be null, such as what std::getenv() gives. It ends at
/// its first NUL. The library copies it; this only points to it.
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

/// One English sentence: what an error code means, what to do; a static text.
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

/// "Delivered", "Not delivered", "Waiting", "Not sent" or "Unknown"; a static text.
inline const char *name(Status status) noexcept {
  return smsp_status_name(static_cast<std::int32_t>(status));
}

// ---- Results ----

/// What became of the SMS to one recipient. A copy: it outlives its result.
struct Entry {
  std::string phone_number;        ///< as the server spelt it: "+33639980001"
  Status status = Status::unknown; ///< what the library makes of status_text
  std::string status_text;         ///< as the server spelt it
  bool stop_sms = false;           ///< the recipient answered STOP
  std::int64_t date = 0;           ///< seconds since 1970-01-01 00:00 UTC; 0: none
  std::string date_text;           ///< as the server spelt it; "": none
};

/// Reads a result that somebody else owns and that must outlive it: an error,
/// or an entry for each recipient. It never changes and can be copied freely.
class ResultView {
public:
  class iterator;

  /// Views a result of smsp.h, or nothing.
  explicit ResultView(const smsp_result *result = nullptr) noexcept : result_(result) {}

  /// Whether the call succeeded. If not, there are no entries.
  bool ok() const noexcept { return error_code() == SMSP_OK; }
  /// SMSP_OK, an SMSP_ERROR_ constant, or a positive code of the provider.
  std::int32_t error_code() const noexcept { return smsp_result_error_code(result_); }
  /// What went wrong, for people, and never the API key; "" on success.
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
  bool empty() const noexcept { return size() == 0; }
  /// How many entries have this status.
  std::size_t count(Status status) const noexcept {
    return static_cast<std::size_t>(
        smsp_result_count_status(result_, static_cast<std::int32_t>(status)));
  }
  /// One entry; an empty one for an index that is not below size().
  Entry operator[](std::size_t index) const {
    return entry(result_, index < size() ? static_cast<std::int32_t>(index) : -1);
  }
  iterator begin() const noexcept;
  iterator end() const noexcept;
  /// The first entry with exactly this number as the server spells it, or end().
  iterator find(Text phone_number) const noexcept;

  /// The handle, for the functions of smsp.h. It stays with its owner.
  const smsp_result *c_ptr() const noexcept { return result_; }

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

/// An input iterator that makes each Entry when it is asked for. It is valid as
/// long as the result, even where the view that gave it is gone.
class ResultView::iterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Entry;
  using difference_type = std::ptrdiff_t;
  using reference = Entry;
  /// Keeps the entry while one of its members is read.
  class pointer {
  public:
    explicit pointer(Entry entry) : entry_(std::move(entry)) {}
    const Entry *operator->() const noexcept { return &entry_; }

  private:
    Entry entry_;
  };

  iterator() noexcept : result_(nullptr), index_(0) {}
  Entry operator*() const { return entry(result_, index_); }
  pointer operator->() const { return pointer(**this); }
  iterator &operator++() noexcept { return ++index_, *this; }
  iterator operator++(int) noexcept {
    const iterator before = *this;
    ++index_;
    return before;
  }
  friend bool operator==(const iterator &a, const iterator &b) noexcept {
    return a.result_ == b.result_ && a.index_ == b.index_;
  }
  friend bool operator!=(const iterator &a, const iterator &b) noexcept { return !(a == b); }

private:
  friend class ResultView;
  iterator(const smsp_result *result, std::int32_t index) noexcept
      : result_(result), index_(index) {}

  const smsp_result *result_;
  std::int32_t index_;
};

inline ResultView::iterator ResultView::begin() const noexcept { return iterator(result_, 0); }
inline ResultView::iterator ResultView::end() const noexcept {
  return iterator(result_, smsp_result_count(result_));
}
inline ResultView::iterator ResultView::find(Text phone_number) const noexcept {
  const std::int32_t index = smsp_result_find(result_, phone_number.c_str());
  return index < 0 ? end() : iterator(result_, index);
}

/// A result that frees itself; all it can tell is in ResultView.
class Result : public ResultView {
public:
  /// Takes over a result of smsp.h, or nothing.
  explicit Result(smsp_result *result = nullptr) noexcept : ResultView(result), owned_(result) {}
  Result(Result &&other) noexcept : Result() { swap(other); }
  Result &operator=(Result &&other) noexcept {
    Result(std::move(other)).swap(*this);
    return *this;
  }
  void swap(Result &other) noexcept {
    std::swap<ResultView>(*this, other);
    owned_.swap(other.owned_);
  }

private:
  std::unique_ptr<smsp_result, detail::Free> owned_;
};

#if SMSP_EXCEPTIONS
/// A call that failed. what() is the error message and never has the API key.
class Error : public std::runtime_error {
public:
  /// The failure of this result.
  explicit Error(const ResultView &failed)
      : std::runtime_error(failed.error_message()), code_(failed.error_code()),
        http_status_(failed.http_status()), api_code_(failed.api_code()),
        retry_after_(failed.retry_after()) {}
  /// A failure before anything was sent.
  Error(std::int32_t code, const std::string &message)
      : std::runtime_error(message), code_(code), http_status_(0), api_code_(0), retry_after_(0) {}

  /// Each as the function of ResultView; code() is its error_code().
  std::int32_t code() const noexcept { return code_; }
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

/// Settings for a Client. The default and the range of each are with the
/// function of smsp.h that it is named after. Setters can be chained:
///
///     smsp::Options().timeout(std::chrono::seconds(30)).max_retries(0)
///
/// They do not throw. A value is checked at once; one that is refused leaves
/// the old value, and the first such setter is remembered: ok() turns false,
/// and no Client can be made with these options.
class Options {
public:
  Options() noexcept : handle_(smsp_options_new()) {}

  Options &base_url(Text url) noexcept { return keep("base_url", smsp_options_set_base_url(get(), url.c_str())); }
  Options &timeout(std::chrono::milliseconds total) noexcept { return keep("timeout", smsp_options_set_timeout_ms(get(), total.count())); }
  Options &max_retries(std::int32_t retries) noexcept { return keep("max_retries", smsp_options_set_max_retries(get(), retries)); }
private:
  smsp_options *get() noexcept { return handle_.get(); }
  std::unique_ptr<smsp_options, detail::Free> handle_;
};

} // namespace smsp

#undef SMSP_EXCEPTIONS
#endif // SMSP_HPP
