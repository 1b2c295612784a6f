/*
 * libsmsp: SMS Partner delivery reports for C, C++ and every language that can
 * call C.
 *
 *   smsp_result *result = smsp_bulk_status(api_key, message_id);
 *   if (smsp_result_error_code(result) == SMSP_OK) {
 *     for (i = 0; i < smsp_result_count(result); i++) {
 *       puts(smsp_result_phone_number(result, i));
 *     }
 *   }
 *   smsp_result_free(result);
 *
 * Rules for every function:
 * - A pointer argument is NULL, or a handle of this library that has not been
 *   freed, or a NUL-terminated string. NULL is always allowed; each function
 *   says what it does with NULL. Any index is allowed too.
 * - A returned handle is never NULL. The caller owns it and frees it once, with
 *   the function that is named after it, such as smsp_result_free().
 * - A returned const char * is a NUL-terminated UTF-8 string and never NULL; a
 *   missing value is "". Its handle owns it, and it is valid until the handle
 *   is freed.
 * - Errors are in the result. There is no errno and no per-thread state, and
 *   nothing to set up or tear down. The library prints nothing.
 * - Handles may be freed in any order. A call that is running, and a watch, keep
 *   what they need of a client that is freed, and end with SMSP_ERROR_CANCELLED.
 *   Only a call that begins after the handle was freed is an error.
 * - A process may call fork(); the child may continue to use what it inherited.
 * - Signals do not disturb a call, and SIGPIPE never reaches the program. A signal
 *   handler may call smsp_client_cancel() and smsp_watch_cancel(), and nothing
 *   else. Threads of the library block all signals but those of a fault. If
 *   pthread_cancel() hits a thread during a call, or in a callback, it takes effect
 *   after the call.
 * - A call needs at most 64 KiB of stack. Every descriptor that the library opens
 *   is 3 or above and is not inherited by a program that is executed.
 *
 * What a server may send:
 *
 *   tolerated                                  refused
 *   -----------------------------------------  -----------------------------------
 *   a recipient's value of any type: "", 0 or  a recipient that is no object
 *   UNKNOWN, its JSON in ..._text
 *   PHP's flags, codes and lists; unknown      no JSON, invalid UTF-8, text after
 *   members of any depth                       the JSON: INVALID_RESPONSE
 *   odd header lines as curl reads them, 1xx   under 2xx: a NUL, a line without a
 *   answers, a broken body under 429 and 5xx   colon, other codings than gzip
 *   a silent or refusing address beside one    an alert or a certificate that is not
 *   that answers; a cut handshake: tried again trusted: TLS
 *   a proxy URL and NO_PROXY as curl has them  a proxy URL with a path, a bad port or
 *                                              another scheme: INVALID_ARGUMENT
 *
 * cargo xtask headers makes this file from the sources of the library: do not
 * edit it.
 */
#ifndef SMSP_H
#define SMSP_H

#include <stdint.h>

/* The version of this header; compare it with smsp_version(). */
#define SMSP_VERSION "1.0.0"
/* major * 10000 + minor * 100 + patch; compare it with smsp_version_number(). */
#define SMSP_VERSION_NUMBER 10000

/* On Windows, define SMSP_STATIC before including this header to link the static
 * library. */
#if defined(_WIN32) && !defined(SMSP_STATIC)
#define SMSP_API extern __declspec(dllimport)
#else
#define SMSP_API extern
#endif

/* Tells Swift and clang's analyser which pointers may be NULL. */
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-extension"
#pragma clang assume_nonnull begin
#define SMSP_NULLABLE _Nullable
#else
#define SMSP_NULLABLE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Handles ---- */

/**
 * Sends requests with one API key and one set of options, and keeps its
 * connections. Opaque; made by smsp_client_new(), freed by smsp_client_free().
 * Any number of threads may share it, and a child process may continue to use
 * it after fork(). Since 1.0.
 */
typedef struct smsp_client smsp_client;

/**
 * The results of many messages, in the order of their IDs. Opaque; made by
 * smsp_client_bulk_status_many(), freed by smsp_batch_free(). It never
 * changes, so any number of threads may read it at the same time. Since 1.0.
 */
typedef struct smsp_batch smsp_batch;

/**
 * Polls one message, for a program that does not want a callback. Opaque; made
 * by smsp_watch_new(), freed by smsp_watch_free(). One thread at a time may
 * use it. Since 1.0.
 */
typedef struct smsp_watch smsp_watch;

/**
 * The result of a call: an error, or a report with one entry per recipient.
 * Opaque; freed by smsp_result_free(). It never changes, so any number of
 * threads may read it at the same time. Since 1.0.
 */
typedef struct smsp_result smsp_result;

/**
 * Settings for a client. Opaque; made by smsp_options_new(), freed by
 * smsp_options_free(). One thread at a time may use it. Since 1.0.
 */
typedef struct smsp_options smsp_options;

/* ---- Delivery statuses ---- */

/**
 * The delivery status of one recipient: one of the SMSP_STATUS_ constants. A
 * later version may add values, so treat any other value as
 * SMSP_STATUS_UNKNOWN. Since 1.0.
 */
typedef int32_t smsp_status;

enum {
  /**
   * "UNKNOWN", or a text that this version does not know; see
   * smsp_result_status_text().
   */
  SMSP_STATUS_UNKNOWN = 0,
  /** "Delivered", "DELIVRD": the phone has received the SMS. */
  SMSP_STATUS_DELIVERED = 1,
  /**
   * "Not delivered", "UNDELIV", "EXPIRED", "REJECTD": the SMS will not arrive any
   * more.
   */
  SMSP_STATUS_NOT_DELIVERED = 2,
  /**
   * "Waiting", "PENDING", "ENROUTE", "ACCEPTD": the status may still change, up to
   * 48 hours after sending.
   */
  SMSP_STATUS_WAITING = 3,
  /** "ko": the SMS was not sent because a problem occurred. */
  SMSP_STATUS_NOT_SENT = 4
};

/* ---- Errors ---- */

/**
 * The outcome of a call: SMSP_OK or one of the SMSP_ERROR_ constants. Positive
 * numbers are the provider's own codes. If such a code has no constant, the
 * library passes it on unchanged (20: account disabled, 96: IP address not
 * authorised, ...). Negative numbers are codes of the library. A later version
 * may add values. Since 1.0.
 */
typedef int32_t smsp_error;

enum {
  /** Success. */
  SMSP_OK = 0,
  /** The API key is NULL or empty. Nothing was sent. */
  SMSP_ERROR_API_KEY_REQUIRED = 1,
  /** The message ID is NULL or empty. Nothing was sent. */
  SMSP_ERROR_MESSAGE_ID_REQUIRED = 3,
  /** The provider does not know this message. */
  SMSP_ERROR_MESSAGE_NOT_FOUND = 4,
  /** The provider does not accept the API key. */
  SMSP_ERROR_API_KEY_INCORRECT = 10,
  /**
   * An argument is not usable: text that is not UTF-8, a bad URL, a number out
   * of range, an unreadable file or a NULL handle. Nothing was sent.
   */
  SMSP_ERROR_INVALID_ARGUMENT = -1,
  /**
   * No connection: host name not found, connection refused, host unreachable,
   * closed during the TLS handshake, or refused by a proxy.
   */
  SMSP_ERROR_CONNECT = -2,
  /**
   * The server refused the TLS handshake with an alert, or its certificate was
   * refused.
   */
  SMSP_ERROR_TLS = -3,
  /** The response did not come in time. */
  SMSP_ERROR_TIMEOUT = -4,
  /** The connection broke, or the response was not HTTP. */
  SMSP_ERROR_NETWORK = -5,
  /**
   * The HTTP status is not 2xx and the body contains no API error; this includes
   * redirects.
   */
  SMSP_ERROR_HTTP_STATUS = -6,
  /** Too many requests: HTTP 429, or the provider's code 429. */
  SMSP_ERROR_RATE_LIMITED = -7,
  /** A 2xx response that is not the documented JSON. */
  SMSP_ERROR_INVALID_RESPONSE = -8,
  /** The response is larger than the limit in the options. */
  SMSP_ERROR_RESPONSE_TOO_LARGE = -9,
  /** smsp_client_cancel() was called, or a callback returned 0 to stop. */
  SMSP_ERROR_CANCELLED = -10,
  /** A fault inside the library; please report it. */
  SMSP_ERROR_INTERNAL = -11
};

/* ---- Asking ---- */

/**
 * Requests the delivery report of one message. It needs no set-up: it sends
 * the request to https://api.smspartner.fr/v1, trusts Mozilla's certificate
 * authorities and takes at most 10 seconds. It keeps the connections of the
 * eight keys used last, for the next call with the same key. The first call
 * with a key reads the proxy variables of the environment and three more, for a
 * program that cannot be rebuilt: SMSP_BASE_URL sets another address;
 * SMSP_CA_FILE names the certificates to trust, as smsp_options_set_ca_file();
 * or else SMSP_TRUST ("bundled", "system" or "both") sets the trusted
 * authorities, as smsp_options_set_trust(). A program with more rights than its
 * user (set-user-ID) ignores them all.
 *
 * NULL: a NULL or empty api_key fails with SMSP_ERROR_API_KEY_REQUIRED, a NULL
 * or empty message_id with SMSP_ERROR_MESSAGE_ID_REQUIRED. The key is checked
 * first; no request is sent.
 * Ownership: free the result with smsp_result_free(); never NULL. The library
 * copies the strings.
 * Threads: any, at the same time.
 * Errors: the result reports every error; see smsp_result_error_code().
 * Since: 1.0
 */
SMSP_API smsp_result *smsp_bulk_status(
    const char *SMSP_NULLABLE api_key, const char *SMSP_NULLABLE message_id);

/**
 * Makes a client. Nothing is sent yet; every call reports an API key that is
 * missing or not UTF-8.
 *
 * NULL: NULL options are the defaults; a NULL api_key is a missing key.
 * Ownership: free the client with smsp_client_free(); never NULL. The library
 * copies the key and the options.
 * Threads: any.
 * Since: 1.0
 */
SMSP_API smsp_client *smsp_client_new(
    const char *SMSP_NULLABLE api_key, const smsp_options *SMSP_NULLABLE options);

/**
 * Requests the delivery report of one message.
 *
 * NULL: a NULL client fails with SMSP_ERROR_INVALID_ARGUMENT; a NULL or empty
 * message_id fails with SMSP_ERROR_MESSAGE_ID_REQUIRED. No request is sent.
 * Ownership: free the result with smsp_result_free(); never NULL. It stays
 * valid after the client is freed. The library copies the string.
 * Threads: any, at the same time.
 * Errors: the result reports every error; see smsp_result_error_code().
 * Since: 1.0
 */
SMSP_API smsp_result *smsp_client_bulk_status(
    const smsp_client *SMSP_NULLABLE client, const char *SMSP_NULLABLE message_id);

/**
 * Ends every call on this client with SMSP_ERROR_CANCELLED: the calls that are
 * running on other threads and all later calls.
 *
 * NULL: does nothing.
 * Threads: any, at the same time; also from a signal handler.
 * Since: 1.0
 */
SMSP_API void smsp_client_cancel(const smsp_client *SMSP_NULLABLE client);

/**
 * Cancels a client as smsp_client_cancel() does and frees it. Calls that are
 * running on other threads, and watches of this client, keep what they need
 * until they end. With the last of them the connections are closed and the API
 * key is wiped. In a child after fork(), the inherited key is wiped at once.
 *
 * NULL: does nothing.
 * Threads: any. No call with this handle may begin afterwards.
 * Since: 1.0
 */
SMSP_API void smsp_client_free(smsp_client *SMSP_NULLABLE client);

/* ---- Many messages at once ---- */

/**
 * smsp_client_bulk_status_many() calls this function as each result arrives,
 * on the calling thread and without holding a lock. index is the position of
 * the message ID in the array; the batch owns result. The function returns
 * nonzero to continue, 0 to stop. It must not throw, longjmp or unwind. Since
 * 1.0.
 */
typedef int32_t (*smsp_batch_fn)(int32_t index, const smsp_result *result, void *SMSP_NULLABLE user_data);

/**
 * Requests the delivery reports of many messages, over as many connections as
 * the options allow. Returns when every message has a result. The results are
 * in the order of the IDs, in whatever order they arrive. A failure for one
 * message does not affect the others. If the server answers "too many
 * requests" (429), the whole batch pauses for a growing time, at least as long
 * as the server asks, and then requests these IDs again. They end
 * with SMSP_ERROR_RATE_LIMITED only if the server answers nothing else during
 * ten pauses. If the callback returns 0, the remaining messages end with
 * SMSP_ERROR_CANCELLED.
 *
 * NULL: a NULL or empty ID in the array fails with
 * SMSP_ERROR_MESSAGE_ID_REQUIRED in its own result; with a NULL client, every
 * result fails with SMSP_ERROR_INVALID_ARGUMENT. A NULL array with a count
 * above 0, or a negative count, returns an empty batch, and its error count
 * is 1. A NULL callback is not called. The library only passes user_data to
 * the callback.
 * Ownership: free the batch with smsp_batch_free(); never NULL. The library
 * copies the strings.
 * Threads: any, at the same time. Threads that the function starts end before
 * it returns.
 * Errors: the results report every error.
 * Since: 1.0
 */
SMSP_API smsp_batch *smsp_client_bulk_status_many(
    const smsp_client *SMSP_NULLABLE client,
    const char *SMSP_NULLABLE const *SMSP_NULLABLE message_ids, int32_t count,
    smsp_batch_fn SMSP_NULLABLE on_result, void *SMSP_NULLABLE user_data);

/**
 * Returns the number of results, which is the number of IDs.
 *
 * NULL: returns 0.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_batch_count(const smsp_batch *SMSP_NULLABLE batch);

/**
 * Returns the number of results that are failures; 1 for a batch that was
 * refused as a whole and has no results.
 *
 * NULL: returns 0.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_batch_error_count(const smsp_batch *SMSP_NULLABLE batch);

/**
 * Returns the result of the message ID at this index, or NULL if there is no
 * such index. The batch owns the result: do not free it.
 *
 * NULL: returns NULL. The same applies to an index below 0 or above the
 * count - 1.
 * Ownership: the batch owns the result; it is valid until the batch is freed.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API const smsp_result *SMSP_NULLABLE smsp_batch_result(
    const smsp_batch *SMSP_NULLABLE batch, int32_t index);

/**
 * Frees a batch, its results and every string that was read from them.
 *
 * NULL: does nothing.
 * Threads: from this call on, no thread may use the handle.
 * Since: 1.0
 */
SMSP_API void smsp_batch_free(smsp_batch *SMSP_NULLABLE batch);

/* ---- Waiting for the last report ---- */

/**
 * smsp_client_wait() calls this function after each poll, on the calling
 * thread and without holding a lock. The result is valid only until this
 * function returns. The function returns nonzero to continue, 0 to stop. It
 * must not throw, longjmp or unwind. Since 1.0.
 */
typedef int32_t (*smsp_progress_fn)(const smsp_result *result, void *SMSP_NULLABLE user_data);

/**
 * Asks again and again until no recipient is waiting any more. It asks at
 * once, then after pauses that grow from the first to the longest poll
 * interval of the options, and later if the server asks for a longer pause. A
 * message that has no recipients yet counts as waiting.
 *
 * Transient failures (no connection, a timeout, a broken connection, too many
 * requests, HTTP 5xx, 408, 421, 425) do not end the wait. Once a report has
 * come, only a positive code, SMSP_ERROR_CANCELLED,
 * SMSP_ERROR_INVALID_ARGUMENT and SMSP_ERROR_INTERNAL end it. The wait may
 * exceed max_wait_ms by at most one second; it ends early if the server asks
 * for a pause that reaches past its end. When the wait is over, the function
 * returns the newest report, or the last failure if no report came. If the
 * callback returns 0, the function returns the result that the callback
 * received.
 *
 * NULL: as for smsp_client_bulk_status(). A NULL callback is not called. The
 * library only passes user_data to the callback.
 * Ownership: free the result with smsp_result_free(); never NULL. The library
 * copies the string.
 * Threads: any, at the same time.
 * Errors: the result reports every error. It reports
 * SMSP_ERROR_INVALID_ARGUMENT for a negative wait.
 * Since: 1.0
 */
SMSP_API smsp_result *smsp_client_wait(
    const smsp_client *SMSP_NULLABLE client, const char *SMSP_NULLABLE message_id,
    int64_t max_wait_ms, smsp_progress_fn SMSP_NULLABLE on_poll,
    void *SMSP_NULLABLE user_data);

/**
 * Makes a watch, which polls as smsp_client_wait() does, but without a
 * callback. smsp_watch_next() returns the result of each poll. Nothing is sent
 * yet.
 *
 * NULL: as for smsp_client_bulk_status(); the first smsp_watch_next() reports
 * the error.
 * Ownership: free the watch with smsp_watch_free(); never NULL. The library
 * copies the string. The client may be freed before the watch, which then
 * reports SMSP_ERROR_CANCELLED.
 * Threads: any. Afterwards, one thread at a time may use the handle.
 * Errors: the first result reports every error; SMSP_ERROR_INVALID_ARGUMENT
 * for a negative max_wait_ms.
 * Since: 1.0
 */
SMSP_API smsp_watch *smsp_watch_new(
    const smsp_client *SMSP_NULLABLE client, const char *SMSP_NULLABLE message_id,
    int64_t max_wait_ms);

/**
 * Sleeps until the next poll is due, polls and returns the result, or NULL
 * after the last poll. It does not sleep if the time that
 * smsp_watch_delay_ms() returned has passed.
 *
 * NULL: returns NULL.
 * Ownership: free each result with smsp_result_free(); it stays valid after
 * the watch is freed.
 * Threads: one at a time per handle. smsp_watch_cancel() and smsp_client_cancel()
 * from another thread end the sleep.
 * Errors: the result reports every error.
 * Since: 1.0
 */
SMSP_API smsp_result *SMSP_NULLABLE smsp_watch_next(smsp_watch *SMSP_NULLABLE watch);

/**
 * Ends a watch: smsp_watch_next(), which is running or is called next, returns
 * SMSP_ERROR_CANCELLED. That result is the last.
 *
 * NULL: does nothing.
 * Threads: any, at the same time; also from a signal handler.
 * Since: 1.0
 */
SMSP_API void smsp_watch_cancel(const smsp_watch *SMSP_NULLABLE watch);

/**
 * Returns the number of milliseconds until the next poll is due: 0 if it is
 * due now, -1 if there is no next poll. A program with an event loop waits for
 * this time, then calls smsp_watch_next().
 *
 * NULL: returns -1.
 * Threads: one at a time per handle.
 * Since: 1.0
 */
SMSP_API int64_t smsp_watch_delay_ms(const smsp_watch *SMSP_NULLABLE watch);

/**
 * Frees a watch. Its results stay valid.
 *
 * NULL: does nothing.
 * Threads: from this call on, no thread may use the handle.
 * Since: 1.0
 */
SMSP_API void smsp_watch_free(smsp_watch *SMSP_NULLABLE watch);

/* ---- Reading a result ---- */

/**
 * Returns SMSP_OK if the call succeeded. Otherwise returns the reason: one of
 * the SMSP_ERROR_ constants, or a positive code of the provider, unchanged.
 *
 * NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_result_error_code(const smsp_result *SMSP_NULLABLE result);

/**
 * Returns the error message for people: the provider's own text if it sent one
 * with a code (usually in French), otherwise an English sentence, with the
 * server's own words at its end if it sent any. At most 500 characters of the
 * server's are kept. It never contains the API key. On success, it is "".
 *
 * NULL: returns "".
 * Ownership: the result owns the string; it is valid until the result is
 * freed.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API const char *smsp_result_error_message(const smsp_result *SMSP_NULLABLE result);

/**
 * Returns the HTTP status of the response, or 0 if no HTTP response came.
 *
 * NULL: returns 0.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_http_status(const smsp_result *SMSP_NULLABLE result);

/**
 * Returns the "code" of the response: 200 on success, the provider's number on
 * failure, or 0 if there is no code or no response.
 *
 * NULL: returns 0.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_api_code(const smsp_result *SMSP_NULLABLE result);

/**
 * Returns the number of seconds that the server asked to wait before the next
 * request, or 0 if it did not ask.
 *
 * NULL: returns 0.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_retry_after(const smsp_result *SMSP_NULLABLE result);

/**
 * Returns the message ID of the response, or the requested message ID if the
 * response has none or the call failed. If the requested ID is not UTF-8,
 * U+FFFD stands in place of what is wrong.
 *
 * NULL: returns "".
 * Ownership: the result owns the string; it is valid until the result is
 * freed.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API const char *smsp_result_message_id(const smsp_result *SMSP_NULLABLE result);

/**
 * Copies the message ID into the caller's buffer, by the rules of
 * smsp_result_phone_number_copy().
 *
 * NULL: for a NULL result, copies "" and returns 0. Does not write to a NULL
 * buffer.
 * Ownership: the caller owns the buffer.
 * Threads: any, at the same time, each with its own buffer.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_message_id_copy(
    const smsp_result *SMSP_NULLABLE result, char *SMSP_NULLABLE buffer,
    int32_t capacity);

/**
 * Copies the error message into the caller's buffer, by the rules of
 * smsp_result_phone_number_copy().
 *
 * NULL: for a NULL result, copies "" and returns 0. Does not write to a NULL
 * buffer.
 * Ownership: the caller owns the buffer.
 * Threads: any, at the same time, each with its own buffer.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_error_message_copy(
    const smsp_result *SMSP_NULLABLE result, char *SMSP_NULLABLE buffer,
    int32_t capacity);

/**
 * Frees a result and every string that was read from it.
 *
 * NULL: does nothing.
 * Threads: from this call on, no thread may use the handle.
 * Since: 1.0
 */
SMSP_API void smsp_result_free(smsp_result *SMSP_NULLABLE result);

/* ---- Reading its entries ---- */

/**
 * One recipient, as smsp_result_entry() fills it. The layout is frozen: later
 * versions add functions, not members. Since 1.0.
 */
typedef struct smsp_entry {
  /**
   * The time when the status was reported, in seconds since 1970-01-01 00:00
   * UTC; 0 if there is no date.
   */
  int64_t date;
  /**
   * One of the SMSP_STATUS_ constants.
   */
  int32_t status;
  /**
   * 1 if the recipient answered STOP, otherwise 0.
   */
  int32_t stop_sms;
  /**
   * The recipient's phone number; valid until the result is freed.
   */
  const char *phone_number;
} smsp_entry;

/**
 * Returns the number of entries, one per recipient, or 0 after a failure.
 *
 * NULL: returns 0.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_count(const smsp_result *SMSP_NULLABLE result);

/**
 * Returns the recipient's phone number as the server wrote it, such as
 * "+33639980001", or "" if the server sent none.
 *
 * NULL: returns "". The same applies to an index below 0 or above the
 * count - 1.
 * Ownership: the result owns the string; it is valid until the result is
 * freed.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API const char *smsp_result_phone_number(
    const smsp_result *SMSP_NULLABLE result, int32_t index);

/**
 * Returns the recipient's delivery status, one of the SMSP_STATUS_ constants.
 *
 * NULL: returns SMSP_STATUS_UNKNOWN. The same applies to an index out of
 * range.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API smsp_status smsp_result_status(
    const smsp_result *SMSP_NULLABLE result, int32_t index);

/**
 * Returns the recipient's delivery status as the server wrote it. The text
 * says more than SMSP_STATUS_UNKNOWN. If the server wrote neither a text nor a
 * number, it is the JSON of the value.
 *
 * NULL: returns "". The same applies to an index out of range.
 * Ownership: the result owns the string; it is valid until the result is
 * freed.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API const char *smsp_result_status_text(
    const smsp_result *SMSP_NULLABLE result, int32_t index);

/**
 * Returns 1 if the recipient answered STOP, otherwise 0.
 *
 * NULL: returns 0. The same applies to an index out of range.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_stop_sms(
    const smsp_result *SMSP_NULLABLE result, int32_t index);

/**
 * Returns the time when the status was reported, in seconds since 1970-01-01
 * 00:00 UTC, or 0 if the server sent no date or a date that is not a Unix
 * time.
 *
 * NULL: returns 0. The same applies to an index out of range.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int64_t smsp_result_date(const smsp_result *SMSP_NULLABLE result, int32_t index);

/**
 * Returns the date as the server wrote it, or "" if the server sent none. If
 * the server wrote an object (PHP does), it is the object's "date"; any other
 * value that is neither a text nor a number is returned as JSON.
 *
 * NULL: returns "". The same applies to an index out of range.
 * Ownership: the result owns the string; it is valid until the result is
 * freed.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API const char *smsp_result_date_text(
    const smsp_result *SMSP_NULLABLE result, int32_t index);

/**
 * Returns the number of entries with this status.
 *
 * NULL: returns 0. The same applies to a number that is not a status.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_count_status(
    const smsp_result *SMSP_NULLABLE result, smsp_status status);

/**
 * Returns the index of the first entry with exactly this phone number, as the
 * server wrote it, or -1 if there is none.
 *
 * NULL: returns -1, for either argument.
 * Ownership: the library does not keep the string.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_find(
    const smsp_result *SMSP_NULLABLE result, const char *SMSP_NULLABLE phone_number);

/**
 * Fills the caller's struct with one entry, for languages that cannot receive
 * a 64-bit number from a function. Returns 1. If there is no such entry, it
 * returns 0 and writes nothing.
 *
 * NULL: returns 0, for either pointer.
 * Ownership: the caller owns the struct. The result owns the string in it,
 * which is valid until the result is freed.
 * Threads: any, at the same time, each with its own struct.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_entry(
    const smsp_result *SMSP_NULLABLE result, int32_t index,
    smsp_entry *SMSP_NULLABLE out);

/**
 * Copies an entry's phone number into the caller's buffer, for languages that
 * cannot read a C string. Like snprintf(), it copies what fits, always adds a
 * NUL and returns the full length in bytes. If this length is not less than
 * capacity, the copy is truncated. A character that does not fit completely is
 * left out. If capacity is 0 or less, it writes nothing.
 *
 * NULL: for a NULL result or an index out of range, copies "" and returns 0.
 * Does not write to a NULL buffer.
 * Ownership: the caller owns the buffer.
 * Threads: any, at the same time, each with its own buffer.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_phone_number_copy(
    const smsp_result *SMSP_NULLABLE result, int32_t index, char *SMSP_NULLABLE buffer,
    int32_t capacity);

/**
 * Copies the delivery status of an entry, as the server spelled it, into the caller's
 * buffer, like smsp_result_phone_number_copy().
 *
 * NULL: for a NULL result or an index out of range, copies "" and returns 0.
 * Does not write to a NULL buffer.
 * Ownership: the caller owns the buffer.
 * Threads: any, at the same time, each with its own buffer.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_status_text_copy(
    const smsp_result *SMSP_NULLABLE result, int32_t index, char *SMSP_NULLABLE buffer,
    int32_t capacity);

/**
 * Copies the date of an entry, as the server spelled it, into the caller's
 * buffer, like smsp_result_phone_number_copy().
 *
 * NULL: for a NULL result or an index out of range, copies "" and returns 0.
 * Does not write to a NULL buffer.
 * Ownership: the caller owns the buffer.
 * Threads: any, at the same time, each with its own buffer.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_date_text_copy(
    const smsp_result *SMSP_NULLABLE result, int32_t index, char *SMSP_NULLABLE buffer,
    int32_t capacity);

/**
 * Copies the date of an entry in the form "2018-02-07T07:38:31Z" (ISO 8601, UTC)
 * into the caller's buffer, like smsp_result_phone_number_copy(). Copies "" if
 * smsp_result_date() returns 0. 21 bytes are enough until the year 9999.
 *
 * NULL: for a NULL result or an index out of range, copies "" and returns 0.
 * Does not write to a NULL buffer.
 * Ownership: the caller owns the buffer.
 * Threads: any, at the same time, each with its own buffer.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_date_iso8601_copy(
    const smsp_result *SMSP_NULLABLE result, int32_t index, char *SMSP_NULLABLE buffer,
    int32_t capacity);

/* ---- Options ---- */

enum {
  /** Trust Mozilla's certificate authorities, bundled with the library. */
  SMSP_TRUST_BUNDLED = 0,
  /** Trust the certificate authorities of the operating system. */
  SMSP_TRUST_SYSTEM = 1,
  /** Trust both. */
  SMSP_TRUST_BOTH = 2
};

/**
 * Makes options with default values; the comment of each setter gives its
 * default. This function reads the proxy variables of the environment, once.
 *
 * Ownership: free the options with smsp_options_free(); never NULL. A client
 * copies what it needs, so the options may be freed right after
 * smsp_client_new().
 * Threads: any. Afterwards, one thread at a time may use the handle.
 * Since: 1.0
 */
SMSP_API smsp_options *smsp_options_new(void);

/**
 * Sets the address to which requests are sent, without "/bulk-status".
 * Default: "https://api.smspartner.fr/v1". The URL must be https, or http to
 * this machine (localhost, 127.0.0.1, [::1]), without user name, query or
 * fragment.
 *
 * NULL: returns SMSP_ERROR_INVALID_ARGUMENT, for either argument.
 * Ownership: the library copies the string.
 * Threads: one at a time per handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_base_url(
    smsp_options *SMSP_NULLABLE options, const char *SMSP_NULLABLE url);

/**
 * Sets the maximum time for a call, in milliseconds, including retries and
 * their pauses: 1 to 86400000 (24 hours). Default: 10000.
 *
 * NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
 * Threads: one at a time per handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_timeout_ms(
    smsp_options *SMSP_NULLABLE options, int64_t total);

/**
 * Sets the maximum time for one attempt to connect, in milliseconds, including
 * name lookup and TLS: 1 to 86400000 (24 hours). Default: 5000.
 *
 * NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
 * Threads: one at a time per handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_connect_timeout_ms(
    smsp_options *SMSP_NULLABLE options, int64_t connect);

/**
 * Sets how many times a failed attempt is repeated: 0 to 100. Default: 2. An
 * attempt is repeated if no connection could be made, after too many requests
 * (429) and after HTTP 502, 503 and 504. The pauses between attempts grow, are
 * at least as long as the server asks, and never go past the timeout.
 *
 * NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
 * Threads: one at a time per handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_max_retries(
    smsp_options *SMSP_NULLABLE options, int32_t retries);

/**
 * Sets the maximum size of a response, in bytes after decompression: 1 to
 * 2147483647. Default: 67108864 (64 MiB), about 780000 recipients.
 *
 * NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
 * Threads: one at a time per handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_max_response_bytes(
    smsp_options *SMSP_NULLABLE options, int64_t bytes);

/**
 * Sets the maximum number of connections that a client has at the same time: 1
 * to 1024. Further calls wait for their turn, within their timeout. Default:
 * 8.
 *
 * NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
 * Threads: one at a time per handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_max_connections(
    smsp_options *SMSP_NULLABLE options, int32_t connections);

/**
 * Sets the proxy: "http://[user:password@]host[:port]", or "" for no proxy.
 * The default port is 80. In the user name and the password, "/", "?", "#",
 * spaces and control characters must be percent-encoded, and other characters
 * may be. Other kinds of proxy (https, socks) are not supported.
 * Default: the first of the variables https_proxy, HTTPS_PROXY, all_proxy and
 * ALL_PROXY that is not empty, unless no_proxy, or else NO_PROXY, excludes the
 * host by curl's rules. A call that would use a proxy of the environment whose
 * value is unusable fails with SMSP_ERROR_INVALID_ARGUMENT. A base URL with
 * plain http is this machine and never uses a proxy.
 *
 * NULL: returns SMSP_ERROR_INVALID_ARGUMENT, for either argument.
 * Ownership: the library copies the string.
 * Threads: one at a time per handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_proxy(
    smsp_options *SMSP_NULLABLE options, const char *SMSP_NULLABLE url);

/**
 * Trusts the certificates in this PEM file and no others. The file is read
 * during this call, completely: a certificate in it that cannot be read is an
 * error. A server is accepted if one of the authorities in the file signed its
 * certificate, or if that certificate itself is in the file; its host name and
 * dates must be right too. Each of this function and smsp_options_set_trust()
 * replaces the setting of the other.
 *
 * NULL: returns SMSP_ERROR_INVALID_ARGUMENT, for either argument.
 * Ownership: the library copies the string.
 * Threads: one at a time per handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT if the file cannot be read, contains no
 * certificate or a damaged one, is not an ordinary file or has more than 16
 * MiB; the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_ca_file(
    smsp_options *SMSP_NULLABLE options, const char *SMSP_NULLABLE pem_path);

/**
 * Sets the trusted certificate authorities: SMSP_TRUST_BUNDLED (the default),
 * SMSP_TRUST_SYSTEM or SMSP_TRUST_BOTH. The system's certificates are read
 * during this call, from the files that the environment variables
 * SSL_CERT_FILE and SSL_CERT_DIR name or, if neither is set, from the usual
 * places. A system without certificates adds none to SMSP_TRUST_BOTH.
 *
 * NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
 * Threads: one at a time per handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT for any other number, if SSL_CERT_FILE
 * names a file that cannot be read, or for SMSP_TRUST_SYSTEM if the system has
 * no certificates; the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_trust(
    smsp_options *SMSP_NULLABLE options, int32_t trust);

/**
 * Sets the User-Agent header: 1 to 256 visible ASCII characters and spaces.
 * Default: "libsmsp/" and the version.
 *
 * NULL: returns SMSP_ERROR_INVALID_ARGUMENT, for either argument.
 * Ownership: the library copies the string.
 * Threads: one at a time per handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_user_agent(
    smsp_options *SMSP_NULLABLE options, const char *SMSP_NULLABLE text);

/**
 * Sets the maximum number of requests that a client begins within any 60
 * seconds: 1 to 1000000, or 0 for no limit. Default: 0. If the limit does not
 * let a call begin before its timeout, the call fails at once with
 * SMSP_ERROR_RATE_LIMITED and reports the time to wait.
 *
 * NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
 * Threads: one at a time per handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT; the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_max_requests_per_minute(
    smsp_options *SMSP_NULLABLE options, int32_t requests);

/**
 * Sets the pause before the second poll of a wait (first) and the longest
 * pause (longest), in milliseconds: 1 to 172800000 (48 hours), with first not
 * above longest. The pauses grow up to the longest. Defaults: 2000 and 300000.
 *
 * NULL: returns SMSP_ERROR_INVALID_ARGUMENT.
 * Threads: one at a time per handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT; the old values stay.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_poll_interval_ms(
    smsp_options *SMSP_NULLABLE options, int64_t first, int64_t longest);

/**
 * Returns the reason why the last setter on these options failed, as an English
 * sentence; "" if it succeeded or none was called. It never contains the API key.
 *
 * NULL: returns "".
 * Ownership: the options own the string; it is valid until the next setter is
 * called or the options are freed.
 * Threads: one at a time per handle.
 * Since: 1.0
 */
SMSP_API const char *smsp_options_error_message(
    const smsp_options *SMSP_NULLABLE options);

/**
 * Frees options. Clients that were made with them do not change.
 *
 * NULL: does nothing.
 * Threads: from this call on, no thread may use the handle.
 * Since: 1.0
 */
SMSP_API void smsp_options_free(smsp_options *SMSP_NULLABLE options);

/* ---- Texts and versions ---- */

/**
 * Returns the version of the loaded library, such as "1.0.0".
 *
 * Compare it with SMSP_VERSION, the version of the header that the program was
 * compiled with. The library may be newer than the header, never older.
 *
 * Ownership: a static string; do not free it.
 * Threads: any.
 * Since: 1.0
 */
SMSP_API const char *smsp_version(void);

/**
 * Returns the version of the loaded library as a number:
 * major * 10000 + minor * 100 + patch, like SMSP_VERSION_NUMBER.
 *
 * Threads: any.
 * Since: 1.0
 */
SMSP_API int32_t smsp_version_number(void);

/**
 * Returns the name of an error code, such as "SMSP_ERROR_TIMEOUT". Returns
 * "SMSP_ERROR_API" for a code of the provider that has no constant, and
 * "SMSP_ERROR_UNKNOWN" for a code that only a later version returns.
 *
 * Ownership: a static string; do not free it.
 * Threads: any.
 * Since: 1.0
 */
SMSP_API const char *smsp_error_name(smsp_error code);

/**
 * Returns one English sentence that says what an error code means and what to
 * do. smsp_result_error_message() says more about one failed call.
 *
 * Ownership: a static string; do not free it.
 * Threads: any.
 * Since: 1.0
 */
SMSP_API const char *smsp_error_text(smsp_error code);

/**
 * Returns the English name of a delivery status: "Delivered", "Not delivered",
 * "Waiting" or "Not sent"; "Unknown" for any other number.
 *
 * Ownership: a static string; do not free it.
 * Threads: any.
 * Since: 1.0
 */
SMSP_API const char *smsp_status_name(smsp_status status);

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#pragma clang diagnostic pop
#endif
#undef SMSP_NULLABLE

#endif /* SMSP_H */
