/*
 * libsmsp: what became of my SMS? SMS Partner delivery reports for C, C++ and
 * every language that can call C.
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
 * - A pointer is NULL, or a handle of this library that has not been freed, or
 *   a NUL-terminated text. NULL is always allowed; each function says what it
 *   answers. Any index is allowed too.
 * - A handle that is returned is never NULL and belongs to the caller, who
 *   gives it back to the function named like it with _free, once.
 * - A const char * that is returned is NUL-terminated UTF-8, never NULL (what
 *   is absent is ""), belongs to its handle and lives as long as that.
 * - Errors are in the result. There is no errno, no state per thread and
 *   nothing to set up or tear down; nothing is printed.
 * - A process may fork(); the child may go on using what it inherited. Signals
 *   do not disturb a call, and SIGPIPE never reaches the program. Do not call
 *   from a signal handler.
 *
 * Made by the build from the sources of the library: do not edit.
 */
#ifndef SMSP_H
#define SMSP_H

#include <stdint.h>

/* The version of this header; compare with smsp_version(). */
#define SMSP_VERSION "@VERSION@"
/* major * 10000 + minor * 100 + patch; compare with smsp_version_number(). */
#define SMSP_VERSION_NUMBER @VERSION_NUMBER@

/* Define SMSP_STATIC before including this on Windows to link the static library. */
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

