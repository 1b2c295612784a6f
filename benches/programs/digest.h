/*
 * A few numbers that are the same for all programs that have read the same
 * recipients.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include "parse.h"

#include <stdio.h>

struct digest {
  long long recipients;
  long long statuses;
  long long stops;
  long long dates;
  long long last_digits; /* of the phone numbers, which end with a NUL */
};

static void digest_add(const struct recipient *recipient, void *data)
{
  struct digest *digest = (struct digest *)data;
  const char *end = recipient->phone_number;

  while (*end != '\0') {
    end++;
  }
  digest->recipients++;
  digest->statuses += recipient->status * (1 + digest->recipients % 1000);
  digest->stops += recipient->stop_sms;
  digest->dates += recipient->date;
  digest->last_digits += end[-1];
}

static void digest_print(const struct digest *digest)
{
  printf("read %lld %lld %lld %lld %lld\n", digest->recipients, digest->statuses,
         digest->stops, digest->dates, digest->last_digits);
}

#endif
