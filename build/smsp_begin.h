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
#define SMSP_VERSION "@VERSION@"
/* major * 10000 + minor * 100 + patch; compare it with smsp_version_number(). */
#define SMSP_VERSION_NUMBER @VERSION_NUMBER@

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

