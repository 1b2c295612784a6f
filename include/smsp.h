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
 * - A process may call fork(); the child may continue to use what it inherited.
 *   Signals do not disturb a call, and SIGPIPE never reaches the program. Do
 *   not call any function from a signal handler.
 *
 * The build makes this file from the sources of the library: do not edit it.
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
 * Asks with one API key and one set of options and keeps its connections.
 * Opaque; made by smsp_client_new(), freed by smsp_client_free(). Any number
 * of threads may share it, and a child after fork() may go on using it.
 * Since 1.0.
 */
typedef struct smsp_client smsp_client;

/**
 * The results of many messages, in the order of their IDs. Opaque; made by
 * smsp_client_bulk_status_many(), freed by smsp_batch_free(). It never changes,
 * so any number of threads may read it at the same time. Since 1.0.
 */
typedef struct smsp_batch smsp_batch;

/**
 * The polls of one message, for a program that does not want a callback.
 * Opaque; made by smsp_watch_new(), freed by smsp_watch_free(). One thread at a
 * time may use it. Since 1.0.
 */
typedef struct smsp_watch smsp_watch;

/**
 * What a call answered: an error, or a report with an entry for each
 * recipient. Opaque; freed by smsp_result_free(). It never changes, so any
 * number of threads may read it at the same time. Since 1.0.
 */
typedef struct smsp_result smsp_result;

/**
 * Settings for a client. Opaque; made by smsp_options_new(), freed by
 * smsp_options_free(). One thread at a time may use it. Since 1.0.
 */
typedef struct smsp_options smsp_options;

/* ---- Delivery statuses ---- */

/**
 * The delivery status of one recipient: one of the SMSP_STATUS_ constants.
 * A later version may add values, so treat any other as UNKNOWN. Since 1.0.
 */
typedef int32_t smsp_status;

enum {
  /** A text that this version does not know: see smsp_result_status_text(). */
  SMSP_STATUS_UNKNOWN = 0,
  /** "Delivered": the handset has it. */
  SMSP_STATUS_DELIVERED = 1,
  /** "Not delivered": it will not arrive any more. */
  SMSP_STATUS_NOT_DELIVERED = 2,
  /** "Waiting": may still change, up to 48 hours after sending. */
  SMSP_STATUS_WAITING = 3,
  /** "ko": not sent, a problem occurred. */
  SMSP_STATUS_NOT_SENT = 4
};

/* ---- Errors ---- */

/**
 * What became of a call: SMSP_OK or one of the SMSP_ERROR_ constants. Positive
 * numbers are the provider's own; one without a constant is its code passed on
 * (20 account disabled, 96 IP address not authorised, ...). Negative numbers
 * are the library's. A later version may add values. Since 1.0.
 */
typedef int32_t smsp_error;

enum {
  /** Success. */
  SMSP_OK = 0,
  /** The API key is NULL or empty. Nothing was sent. */
  SMSP_ERROR_API_KEY_REQUIRED = 1,
  /** The message ID is NULL or empty. Nothing was sent. */
  SMSP_ERROR_MESSAGE_ID_REQUIRED = 3,
  /** The provider knows no such message. */
  SMSP_ERROR_MESSAGE_NOT_FOUND = 4,
  /** The provider does not accept the API key. */
  SMSP_ERROR_API_KEY_INCORRECT = 10,
  /**
   * An argument is not usable: not UTF-8, a bad URL, a number out of range, an
   * unreadable file, a NULL handle. Nothing was sent.
   */
  SMSP_ERROR_INVALID_ARGUMENT = -1,
  /** No connection: name not found, refused, unreachable, or a proxy said no. */
  SMSP_ERROR_CONNECT = -2,
  /** The TLS handshake or the server's certificate was refused. */
  SMSP_ERROR_TLS = -3,
  /** The answer did not come in time. */
  SMSP_ERROR_TIMEOUT = -4,
  /** The connection broke, or what came was not HTTP. */
  SMSP_ERROR_NETWORK = -5,
  /** An HTTP status outside 2xx without an API error in the body; redirects too. */
  SMSP_ERROR_HTTP_STATUS = -6,
  /** Too many requests: HTTP 429, or the provider's code 429. */
  SMSP_ERROR_RATE_LIMITED = -7,
  /** A 2xx answer that is not the documented JSON. */
  SMSP_ERROR_INVALID_RESPONSE = -8,
  /** The answer is larger than the limit of the options. */
  SMSP_ERROR_RESPONSE_TOO_LARGE = -9,
  /** smsp_client_cancel() was called, or a callback asked to stop. */
  SMSP_ERROR_CANCELLED = -10,
  /** A fault inside the library; please report it. */
  SMSP_ERROR_INTERNAL = -11
};

/* ---- Asking ---- */

/**
 * Asks what became of one message. No set-up: it asks
 * https://api.smspartner.fr/v1 with Mozilla's certificates, for 10 seconds at
 * most, and keeps its connections for the next call with the same key (the
 * eight keys used last). The proxy variables of the environment and
 * SMSP_BASE_URL, another address for a program that cannot be rebuilt, are
 * read at the first call with a key.
 *
 * NULL: a NULL or empty key is SMSP_ERROR_API_KEY_REQUIRED, a NULL or empty
 * ID SMSP_ERROR_MESSAGE_ID_REQUIRED, in that order and without a request.
 * Ownership: free the result with smsp_result_free(); never NULL. The texts
 * are copied.
 * Threads: any, at the same time.
 * Errors: all, in the result: see smsp_result_error_code().
 * Since: 1.0
 */
SMSP_API smsp_result *smsp_bulk_status(
    const char *SMSP_NULLABLE api_key, const char *SMSP_NULLABLE message_id);

/**
 * Makes a client. Nothing is sent yet; an API key that is missing or not
 * UTF-8 is told by each call.
 *
 * NULL: NULL options are the defaults; a NULL key is a missing one.
 * Ownership: free it with smsp_client_free(); never NULL. The key and the
 * options are copied.
 * Threads: any.
 * Since: 1.0
 */
SMSP_API smsp_client *smsp_client_new(
    const char *SMSP_NULLABLE api_key, const smsp_options *SMSP_NULLABLE options);

/**
 * Asks what became of one message.
 *
 * NULL: a NULL client is SMSP_ERROR_INVALID_ARGUMENT; a NULL or empty ID is
 * SMSP_ERROR_MESSAGE_ID_REQUIRED, without a request.
 * Ownership: free the result with smsp_result_free(); never NULL. It outlives
 * the client. The text is copied.
 * Threads: any, at the same time.
 * Errors: all, in the result: see smsp_result_error_code().
 * Since: 1.0
 */
SMSP_API smsp_result *smsp_client_bulk_status(
    const smsp_client *SMSP_NULLABLE client, const char *SMSP_NULLABLE message_id);

/**
 * Ends every call on this client as SMSP_ERROR_CANCELLED: those under way on
 * other threads and all later ones.
 *
 * NULL: nothing happens.
 * Threads: any, at the same time; not from a signal handler.
 * Since: 1.0
 */
SMSP_API void smsp_client_cancel(const smsp_client *SMSP_NULLABLE client);

/**
 * Frees a client, closes its connections and wipes its API key.
 *
 * NULL: nothing happens.
 * Threads: none may use the handle any more; wait for its calls first.
 * Since: 1.0
 */
SMSP_API void smsp_client_free(smsp_client *SMSP_NULLABLE client);

/* ---- Many messages at once ---- */

/**
 * Called by smsp_client_bulk_status_many() as each result arrives, on the
 * thread that called it and with no lock held: index is the place of the
 * message ID, result belongs to the batch. Returns nonzero to go on, 0 to stop.
 * It must not throw, longjmp or unwind. Since 1.0.
 */
typedef int32_t (*smsp_batch_fn)(int32_t index, const smsp_result *result, void *SMSP_NULLABLE user_data);

/**
 * Asks what became of many messages, over as many connections as the options
 * allow. Returns when all are answered; the results are in the order of the
 * IDs, whatever order they came in. One failure does not touch the others. Too
 * many requests (429) pause the whole batch for as long as the server asks, or
 * for a growing pause, and the IDs concerned are asked again; only a server
 * that answers nothing else ten pauses long ends them as
 * SMSP_ERROR_RATE_LIMITED. A callback that returns 0 ends what is left as
 * SMSP_ERROR_CANCELLED.
 *
 * NULL: a NULL or empty ID in the array is SMSP_ERROR_MESSAGE_ID_REQUIRED in
 * its own result; a NULL client SMSP_ERROR_INVALID_ARGUMENT in each. A NULL
 * array with a count above 0, or a negative count, gives an empty batch whose
 * error count is 1. A NULL callback is not called; user_data is only handed
 * through.
 * Ownership: free the batch with smsp_batch_free(); never NULL. The texts are
 * copied.
 * Threads: any, at the same time. Threads of its own end before it returns.
 * Errors: all, in the results.
 * Since: 1.0
 */
SMSP_API smsp_batch *smsp_client_bulk_status_many(
    const smsp_client *SMSP_NULLABLE client,
    const char *SMSP_NULLABLE const *SMSP_NULLABLE message_ids, int32_t count,
    smsp_batch_fn SMSP_NULLABLE on_result, void *SMSP_NULLABLE user_data);

/**
 * How many results there are: as many as there were IDs.
 *
 * NULL: 0.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_batch_count(const smsp_batch *SMSP_NULLABLE batch);

/**
 * How many of the results are failures; 1 for a batch that was refused as a
 * whole and has no results.
 *
 * NULL: 0.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_batch_error_count(const smsp_batch *SMSP_NULLABLE batch);

/**
 * The result of the message ID at this place. It is the batch's: do not free
 * it. NULL if there is no such place.
 *
 * NULL: NULL. The same for an index that is not from 0 to the count - 1.
 * Ownership: the batch's; valid until the batch is freed.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API const smsp_result *SMSP_NULLABLE smsp_batch_result(
    const smsp_batch *SMSP_NULLABLE batch, int32_t index);

/**
 * Frees a batch, its results and every text that was read from them.
 *
 * NULL: nothing happens.
 * Threads: none may use the handle any more.
 * Since: 1.0
 */
SMSP_API void smsp_batch_free(smsp_batch *SMSP_NULLABLE batch);

/* ---- Waiting for the last report ---- */

/**
 * Called by smsp_client_wait() after each poll, on the thread that called it
 * and with no lock held; the result is only lent for the call. Returns nonzero
 * to go on, 0 to stop. It must not throw, longjmp or unwind. Since 1.0.
 */
typedef int32_t (*smsp_progress_fn)(const smsp_result *result, void *SMSP_NULLABLE user_data);

/**
 * Asks again and again until no recipient is waiting any more: at once, then
 * after pauses that grow from the first to the longest poll interval of the
 * options. A message without recipients yet counts as waiting. A failure that
 * may pass (no connection, a timeout, a server's 5xx, too many requests) is not
 * the end, any other is. max_wait_ms is kept within one second; the result is
 * then the newest report, or the last failure where no report came. Where the
 * callback returns 0, it is the result that the callback was shown.
 *
 * NULL: as for smsp_client_bulk_status(). A NULL callback is not called;
 * user_data is only handed through.
 * Ownership: free the result with smsp_result_free(); never NULL. The text is
 * copied.
 * Threads: any, at the same time.
 * Errors: all, in the result; SMSP_ERROR_INVALID_ARGUMENT for a negative wait.
 * Since: 1.0
 */
SMSP_API smsp_result *smsp_client_wait(
    const smsp_client *SMSP_NULLABLE client, const char *SMSP_NULLABLE message_id,
    int64_t max_wait_ms, smsp_progress_fn SMSP_NULLABLE on_poll,
    void *SMSP_NULLABLE user_data);

/**
 * The same as smsp_client_wait() without a callback: smsp_watch_next() gives
 * the result of each poll. Nothing is asked yet.
 *
 * NULL: as for smsp_client_bulk_status(); told by the first smsp_watch_next().
 * Ownership: free it with smsp_watch_free(); never NULL. The text is copied.
 * The client must outlive it.
 * Threads: any; the handle then belongs to one thread at a time.
 * Errors: in the first result; SMSP_ERROR_INVALID_ARGUMENT for a negative wait.
 * Since: 1.0
 */
SMSP_API smsp_watch *smsp_watch_new(
    const smsp_client *SMSP_NULLABLE client, const char *SMSP_NULLABLE message_id,
    int64_t max_wait_ms);

/**
 * Sleeps until the next poll is due, polls, and returns its result: NULL after
 * the last one. Called after the time that smsp_watch_delay_ms() gives, it does
 * not sleep.
 *
 * NULL: NULL.
 * Ownership: free each result with smsp_result_free(); it outlives the watch.
 * Threads: one at a time for each handle. smsp_client_cancel() from another
 * thread ends the sleep.
 * Errors: all, in the result.
 * Since: 1.0
 */
SMSP_API smsp_result *SMSP_NULLABLE smsp_watch_next(smsp_watch *SMSP_NULLABLE watch);

/**
 * How many milliseconds until the next poll is due, for a program with an event
 * loop: sleep so long, then call smsp_watch_next(). 0: now. -1: there is no
 * next one.
 *
 * NULL: -1.
 * Threads: one at a time for each handle.
 * Since: 1.0
 */
SMSP_API int64_t smsp_watch_delay_ms(const smsp_watch *SMSP_NULLABLE watch);

/**
 * Frees a watch. Its results stay as they are.
 *
 * NULL: nothing happens.
 * Threads: none may use the handle any more.
 * Since: 1.0
 */
SMSP_API void smsp_watch_free(smsp_watch *SMSP_NULLABLE watch);

/* ---- Reading a result ---- */

/**
 * Whether the call succeeded, and if not, why: SMSP_OK, one of the
 * SMSP_ERROR_ constants, or a positive code of the provider passed on.
 *
 * NULL: SMSP_ERROR_INVALID_ARGUMENT.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_result_error_code(const smsp_result *SMSP_NULLABLE result);

/**
 * What went wrong, for people: the provider's own text where it sent one
 * (French, as a rule), otherwise an English sentence. It never contains the
 * API key. "" on success.
 *
 * NULL: "".
 * Ownership: the result's; valid until the result is freed.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API const char *smsp_result_error_message(const smsp_result *SMSP_NULLABLE result);

/**
 * The HTTP status of the answer; 0 if no HTTP answer came.
 *
 * NULL: 0.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_http_status(const smsp_result *SMSP_NULLABLE result);

/**
 * The answer's "code": 200 on success, the provider's number for a failure; 0
 * if the answer has none or none came.
 *
 * NULL: 0.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_api_code(const smsp_result *SMSP_NULLABLE result);

/**
 * How many seconds the server asked to wait before the next request; 0 if it
 * did not ask.
 *
 * NULL: 0.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_retry_after(const smsp_result *SMSP_NULLABLE result);

/**
 * The message ID as the answer gives it, or the one that was asked for where
 * the answer gives none or the call failed.
 *
 * NULL: "".
 * Ownership: the result's; valid until the result is freed.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API const char *smsp_result_message_id(const smsp_result *SMSP_NULLABLE result);

/**
 * Copies the message ID into a buffer of the caller's, by the rules of
 * smsp_result_phone_number_copy().
 *
 * NULL: a NULL result gives "" and 0; a NULL buffer is not written to.
 * Ownership: the buffer is the caller's.
 * Threads: any, at the same time, each with a buffer of its own.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_message_id_copy(
    const smsp_result *SMSP_NULLABLE result, char *SMSP_NULLABLE buffer,
    int32_t capacity);

/**
 * Copies the error message into a buffer of the caller's, by the rules of
 * smsp_result_phone_number_copy().
 *
 * NULL: a NULL result gives "" and 0; a NULL buffer is not written to.
 * Ownership: the buffer is the caller's.
 * Threads: any, at the same time, each with a buffer of its own.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_error_message_copy(
    const smsp_result *SMSP_NULLABLE result, char *SMSP_NULLABLE buffer,
    int32_t capacity);

/**
 * Frees a result and every text that was read from it.
 *
 * NULL: nothing happens.
 * Threads: none may use the handle any more.
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
   * When the status was reported, in seconds since 1970-01-01 00:00 UTC; 0
   * where there is no date.
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
   * The recipient's number; valid until the result is freed.
   */
  const char *phone_number;
} smsp_entry;

/**
 * How many entries there are: one for each recipient; 0 after a failure.
 *
 * NULL: 0.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_count(const smsp_result *SMSP_NULLABLE result);

/**
 * The recipient's number as the server spelt it, such as "+33639980001"; ""
 * where it sent none.
 *
 * NULL: "". The same for an index that is not from 0 to the count - 1.
 * Ownership: the result's; valid until the result is freed.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API const char *smsp_result_phone_number(
    const smsp_result *SMSP_NULLABLE result, int32_t index);

/**
 * The recipient's delivery status: one of the SMSP_STATUS_ constants.
 *
 * NULL: SMSP_STATUS_UNKNOWN. The same for an index out of range.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API smsp_status smsp_result_status(
    const smsp_result *SMSP_NULLABLE result, int32_t index);

/**
 * The recipient's delivery status as the server spelt it, which tells more
 * than SMSP_STATUS_UNKNOWN.
 *
 * NULL: "". The same for an index out of range.
 * Ownership: the result's; valid until the result is freed.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API const char *smsp_result_status_text(
    const smsp_result *SMSP_NULLABLE result, int32_t index);

/**
 * 1 if the recipient answered STOP, otherwise 0.
 *
 * NULL: 0. The same for an index out of range.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_stop_sms(
    const smsp_result *SMSP_NULLABLE result, int32_t index);

/**
 * When the status was reported, in seconds since 1970-01-01 00:00 UTC; 0 where
 * the server sent no date or one that is no epoch number.
 *
 * NULL: 0. The same for an index out of range.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int64_t smsp_result_date(const smsp_result *SMSP_NULLABLE result, int32_t index);

/**
 * The date as the server spelt it; "" where it sent none.
 *
 * NULL: "". The same for an index out of range.
 * Ownership: the result's; valid until the result is freed.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API const char *smsp_result_date_text(
    const smsp_result *SMSP_NULLABLE result, int32_t index);

/**
 * How many entries have this status.
 *
 * NULL: 0. The same for a number that is no status.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_count_status(
    const smsp_result *SMSP_NULLABLE result, smsp_status status);

/**
 * The index of the first entry with exactly this number, as the server spells
 * it; -1 if there is none.
 *
 * NULL: -1, for either argument.
 * Ownership: the text is not kept.
 * Threads: any, at the same time.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_find(
    const smsp_result *SMSP_NULLABLE result, const char *SMSP_NULLABLE phone_number);

/**
 * Fills a struct of the caller's with one entry, for languages that cannot
 * take a 64-bit number from a function. Returns 1; or 0 if there is no such
 * entry, and then nothing is written.
 *
 * NULL: 0, for either pointer.
 * Ownership: the struct is the caller's; the text in it is the result's and
 * valid until the result is freed.
 * Threads: any, at the same time, each with a struct of its own.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_entry(
    const smsp_result *SMSP_NULLABLE result, int32_t index,
    smsp_entry *SMSP_NULLABLE out);

/**
 * Copies an entry's phone number into a buffer of the caller's, for languages
 * that cannot read a C string. As snprintf(): what fits is copied, always
 * ended by a NUL, and the whole length in bytes is returned; it was cut if
 * that is not less than the capacity. A character that does not fit whole is
 * left out. A capacity of 0 or less writes nothing.
 *
 * NULL: 0 for a NULL result or an index out of range, which gives ""; a NULL
 * buffer is not written to.
 * Ownership: the buffer is the caller's.
 * Threads: any, at the same time, each with a buffer of its own.
 * Since: 1.0
 */
SMSP_API int32_t smsp_result_phone_number_copy(
    const smsp_result *SMSP_NULLABLE result, int32_t index, char *SMSP_NULLABLE buffer,
    int32_t capacity);

/* ---- Options ---- */

enum {
  /** Trust Mozilla's certification authorities, bundled with the library. */
  SMSP_TRUST_BUNDLED = 0,
  /** Trust the certification authorities of the operating system. */
  SMSP_TRUST_SYSTEM = 1
};

/**
 * Makes options with the defaults that each setter names. The proxy variables
 * of the environment are read here, once.
 *
 * Ownership: free it with smsp_options_free(); never NULL. A client copies
 * what it needs, so it may be freed right after smsp_client_new().
 * Threads: any; the handle then belongs to one thread at a time.
 * Since: 1.0
 */
SMSP_API smsp_options *smsp_options_new(void);

/**
 * Sets the address that is asked, without "/bulk-status". Default:
 * "https://api.smspartner.fr/v1". It must be https, or http to this machine
 * (localhost, 127.0.0.1, [::1]), without user name, query or fragment.
 *
 * NULL: refused, for either argument.
 * Ownership: the text is copied.
 * Threads: one at a time for each handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT, and the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_base_url(
    smsp_options *SMSP_NULLABLE options, const char *SMSP_NULLABLE url);

/**
 * Sets how long a call may take in all, in milliseconds, retries and their
 * pauses included: 1 to 86400000 (24 hours). Default: 10000.
 *
 * NULL: refused.
 * Threads: one at a time for each handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT, and the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_timeout_ms(
    smsp_options *SMSP_NULLABLE options, int64_t total);

/**
 * Sets how long one attempt to connect may take, in milliseconds, name look-up
 * and TLS included: 1 to 86400000 (24 hours). Default: 5000.
 *
 * NULL: refused.
 * Threads: one at a time for each handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT, and the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_connect_timeout_ms(
    smsp_options *SMSP_NULLABLE options, int64_t connect);

/**
 * Sets how often a failed attempt is repeated, 0 to 100: after a connection
 * that could not be made, after too many requests (429) and after HTTP 502,
 * 503 and 504, with growing pauses or the one the server asks for, never past
 * the timeout. Default: 2.
 *
 * NULL: refused.
 * Threads: one at a time for each handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT, and the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_max_retries(
    smsp_options *SMSP_NULLABLE options, int32_t retries);

/**
 * Sets the largest answer that is read, in bytes after decompression: 1 to
 * 2147483647. Default: 67108864 (64 MiB), about 780000 recipients.
 *
 * NULL: refused.
 * Threads: one at a time for each handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT, and the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_max_response_bytes(
    smsp_options *SMSP_NULLABLE options, int64_t bytes);

/**
 * Sets how many connections a client has at the same time, 1 to 1024. Further
 * calls wait for their turn, within their timeout. Default: 8.
 *
 * NULL: refused.
 * Threads: one at a time for each handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT, and the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_max_connections(
    smsp_options *SMSP_NULLABLE options, int32_t connections);

/**
 * Sets the proxy: "http://[user:password@]host[:port]", or "" for none.
 * Default: what HTTPS_PROXY, else ALL_PROXY, says, unless NO_PROXY excepts the
 * host. A plain http base URL is this machine and is always asked directly.
 *
 * NULL: refused, for either argument.
 * Ownership: the text is copied.
 * Threads: one at a time for each handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT, and the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_proxy(
    smsp_options *SMSP_NULLABLE options, const char *SMSP_NULLABLE url);

/**
 * Trusts the certificates in this PEM file and no others. The file is read
 * now. This and smsp_options_set_trust() replace each other.
 *
 * NULL: refused, for either argument.
 * Ownership: the text is copied.
 * Threads: one at a time for each handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT where the file cannot be read or holds
 * no certificate, and the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_ca_file(
    smsp_options *SMSP_NULLABLE options, const char *SMSP_NULLABLE pem_path);

/**
 * Sets whose certificates are trusted: SMSP_TRUST_BUNDLED (the default) or
 * SMSP_TRUST_SYSTEM, which are read now.
 *
 * NULL: refused.
 * Threads: one at a time for each handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT for any other number, or where the
 * system has no certificates, and the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_trust(
    smsp_options *SMSP_NULLABLE options, int32_t trust);

/**
 * Sets the User-Agent header: 1 to 256 visible ASCII characters and spaces.
 * Default: "libsmsp/" and the version.
 *
 * NULL: refused, for either argument.
 * Ownership: the text is copied.
 * Threads: one at a time for each handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT, and the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_user_agent(
    smsp_options *SMSP_NULLABLE options, const char *SMSP_NULLABLE text);

/**
 * Sets how many requests a client begins within any 60 seconds, 1 to 1000000;
 * 0 for no limit, the default. A call that the limit does not let begin before
 * its timeout ends at once as SMSP_ERROR_RATE_LIMITED with the time to wait.
 *
 * NULL: refused.
 * Threads: one at a time for each handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT, and the old value stays.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_max_requests_per_minute(
    smsp_options *SMSP_NULLABLE options, int32_t requests);

/**
 * Sets the pause before the second poll of a wait and the longest to which the
 * pauses grow, in milliseconds: 1 to 172800000 (48 hours), the first not above
 * the longest. Defaults: 2000 and 300000.
 *
 * NULL: refused.
 * Threads: one at a time for each handle.
 * Errors: SMSP_ERROR_INVALID_ARGUMENT, and the old values stay.
 * Since: 1.0
 */
SMSP_API smsp_error smsp_options_set_poll_interval_ms(
    smsp_options *SMSP_NULLABLE options, int64_t first, int64_t longest);

/**
 * Frees options. Clients made with them go on as they are.
 *
 * NULL: nothing happens.
 * Threads: none may use the handle any more.
 * Since: 1.0
 */
SMSP_API void smsp_options_free(smsp_options *SMSP_NULLABLE options);

/* ---- Texts and versions ---- */

/**
 * The version of the library that is loaded, such as "1.0.0".
 *
 * Compare it with SMSP_VERSION, the version of the header that the program
 * was compiled with; a library may be newer than the header, never older.
 *
 * Ownership: a static string; do not free it.
 * Threads: any.
 * Since: 1.0
 */
SMSP_API const char *smsp_version(void);

/**
 * The version of the library that is loaded as a number:
 * major * 10000 + minor * 100 + patch, as SMSP_VERSION_NUMBER.
 *
 * Threads: any.
 * Since: 1.0
 */
SMSP_API int32_t smsp_version_number(void);

/**
 * The name of an error number, such as "SMSP_ERROR_TIMEOUT"; "SMSP_ERROR_API"
 * for a code of the provider that has no constant and "SMSP_ERROR_UNKNOWN" for
 * a number that only a later version gives.
 *
 * Ownership: a static string; do not free it.
 * Threads: any.
 * Since: 1.0
 */
SMSP_API const char *smsp_error_name(smsp_error code);

/**
 * One English sentence that says what an error number means and what to do.
 * smsp_result_error_message() says more about one failed call.
 *
 * Ownership: a static string; do not free it.
 * Threads: any.
 * Since: 1.0
 */
SMSP_API const char *smsp_error_text(smsp_error code);

/**
 * The English name of a delivery status: "Delivered", "Not delivered",
 * "Waiting", "Not sent"; "Unknown" for any other number.
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
