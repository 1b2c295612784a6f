/* Recipients out of a result of libsmsp, through its accessors. */
#ifndef SMSP_RECIPIENTS_H
#define SMSP_RECIPIENTS_H

#include "parse.h"

#include <smsp.h>

#include <stdio.h>
#include <stdlib.h>

static inline void smsp_must_succeed(const smsp_result *result)
{
  if (smsp_result_error_code(result) != SMSP_OK) {
    fprintf(stderr, "%s\n", smsp_result_error_message(result));
    exit(1);
  }
}

static inline void smsp_read(const smsp_result *result,
                             void (*each)(const struct recipient *, void *), void *data)
{
  smsp_entry entry;
  int32_t i;

  for (i = 0; smsp_result_entry(result, i, &entry); i++) {
    const struct recipient recipient = {entry.phone_number, entry.date, entry.status,
                                        entry.stop_sms};

    each(&recipient, data);
  }
}

#endif
