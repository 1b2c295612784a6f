/* Asking for all messages: once, or until nobody is waiting any more. */
#ifndef ASK_H
#define ASK_H

#include "arguments.h"

#include <smsp.h>

/* What is known of one message. */
struct answer {
  const char *message_id;
  const smsp_result *result; /* NULL: it was not asked for any more */
  smsp_result *own;          /* the result, unless it is the batch's */
  smsp_watch *watch;         /* NULL: nothing is waited for */
};

/* In the order of the IDs, whose texts they point to. */
struct answers {
  struct answer *list;
  int32_t count;
  smsp_batch *batch;
};

/* Ends early after Ctrl-C, and where the provider does not accept the API key. */
void ask(struct answers *answers, const smsp_client *client, const struct arguments *arguments);

/* How many messages were asked for, and how many of these failed. */
int32_t answered_count(const struct answers *answers);
int32_t failed_count(const struct answers *answers);

/* Whether a later answer could be another one: a recipient is waiting, or the
 * message has only just been sent and has no recipients yet. */
int is_unfinished(const smsp_result *result);

void answers_free(struct answers *answers);

#endif
