#include "output.h"

#include <time.h>

int is_entry_shown(const smsp_result *result, int32_t index, smsp_status only)
{
  return only == EVERY_STATUS || smsp_result_status(result, index) == only;
}

int is_message_shown(const smsp_result *result, smsp_status only)
{
  if (result == NULL) {
    return 0;
  }
  return only == EVERY_STATUS || smsp_result_error_code(result) != SMSP_OK
         || smsp_result_count_status(result, only) > 0
         || (only == SMSP_STATUS_WAITING && smsp_result_count(result) == 0);
}

const char *status_shown(const smsp_result *result, int32_t index)
{
  const smsp_status status = smsp_result_status(result, index);
  const char *text = smsp_result_status_text(result, index);

  return status == SMSP_STATUS_UNKNOWN && *text != '\0' ? text : smsp_status_name(status);
}

static const char *date_shown(const smsp_result *result, int32_t index, const char *format,
                              struct tm *(*broken_down)(const time_t *), char buffer[DATE_SIZE])
{
  const int64_t date = smsp_result_date(result, index);
  const time_t seconds = (time_t)date;
  /* A time_t of 32 bits ends in 2038. */
  const struct tm *parts = date != 0 && (int64_t)seconds == date ? broken_down(&seconds) : NULL;

  if (parts != NULL && strftime(buffer, DATE_SIZE, format, parts) > 0) {
    return buffer;
  }
  return smsp_result_date_text(result, index);
}

const char *date_in_utc(const smsp_result *result, int32_t index, char buffer[DATE_SIZE])
{
  return date_shown(result, index, "%Y-%m-%dT%H:%M:%SZ", gmtime, buffer);
}

const char *date_in_local_time(const smsp_result *result, int32_t index, char buffer[DATE_SIZE])
{
  return date_shown(result, index, "%Y-%m-%d %H:%M:%S", localtime, buffer);
}
