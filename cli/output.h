/* The three ways to print what was answered, and what they have in common. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "ask.h"

#include <smsp.h>

#include <stddef.h>

void print_table(const struct answers *answers, smsp_status only);
void print_csv(const struct answers *answers, smsp_status only);
void print_json(const struct answers *answers, smsp_status only);

/* Whether --only lets this recipient through. */
int is_entry_shown(const smsp_result *result, int32_t index, smsp_status only);

/* Whether a message is shown at all: it failed, or --only leaves something of it.
 * One without recipients yet is shown among the waiting. */
int is_message_shown(const smsp_result *result, smsp_status only);

/* The name of a status, or the server's own text where the library knows none. */
const char *status_shown(const smsp_result *result, int32_t index);

enum { DATE_SIZE = 40 };

/* The date in UTC as ISO 8601, or in local time; as the server spelt it where it
 * is no point in time; "" where there is none. */
const char *date_in_utc(const smsp_result *result, int32_t index, char buffer[DATE_SIZE]);
const char *date_in_local_time(const smsp_result *result, int32_t index, char buffer[DATE_SIZE]);

#endif
