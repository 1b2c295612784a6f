#include "ask.h"

#include "progress.h"
#include "terminal.h"

#include <stdlib.h>

/* How often the progress line counts down and Ctrl-C is noticed where a signal
 * does not end a sleep. */
static const int64_t LONGEST_PAUSE_MS = 1000;

int is_unfinished(const smsp_result *result)
{
  return smsp_result_error_code(result) == SMSP_OK
         && (smsp_result_count(result) == 0
             || smsp_result_count_status(result, SMSP_STATUS_WAITING) > 0);
}

int32_t answered_count(const struct answers *answers)
{
  int32_t answered = 0;
  int32_t i;

  for (i = 0; i < answers->count; i++) {
    answered += answers->list[i].result != NULL;
  }
  return answered;
}

int32_t failed_count(const struct answers *answers)
{
  int32_t failed = 0;
  int32_t i;

  for (i = 0; i < answers->count; i++) {
    const smsp_result *result = answers->list[i].result;

    failed += result != NULL && smsp_result_error_code(result) != SMSP_OK;
  }
  return failed;
}

static void keep(struct answer *answer, smsp_result *result)
{
  smsp_result_free(answer->own);
  answer->own = result;
  answer->result = result;
}

struct batch_progress {
  int32_t answered;
  int32_t failed;
  int32_t all;
};

static int32_t on_result(int32_t index, const smsp_result *result, void *user_data)
{
  struct batch_progress *progress = user_data;
  const smsp_error code = smsp_result_error_code(result);

  (void)index;
  progress->answered++;
  progress->failed += code != SMSP_OK;
  progress_of_batch(progress->answered, progress->all, progress->failed);
  /* With a wrong key, every further request would be refused as well. */
  return !is_interrupted() && code != SMSP_ERROR_API_KEY_INCORRECT;
}

/* Over all connections at the same time. */
static void ask_batch(struct answers *answers, const smsp_client *client,
                      const struct arguments *arguments)
{
  struct batch_progress progress = {0, 0, 0};
  int32_t i;

  progress.all = answers->count;
  answers->batch = smsp_client_bulk_status_many(
      client, (const char *const *)arguments->ids.texts, answers->count, on_result, &progress);
  for (i = 0; i < answers->count; i++) {
    const smsp_result *result = smsp_batch_result(answers->batch, i);

    if (smsp_result_error_code(result) != SMSP_ERROR_CANCELLED) {
      answers->list[i].result = result;
    }
  }
}

/* Whether a poll says less than the report before it: the same failures after
 * which a watch goes on. */
static int may_pass(const smsp_result *result)
{
  switch (smsp_result_error_code(result)) {
  case SMSP_ERROR_CONNECT:
  case SMSP_ERROR_TIMEOUT:
  case SMSP_ERROR_NETWORK:
  case SMSP_ERROR_RATE_LIMITED:
    return 1;
  case SMSP_ERROR_HTTP_STATUS:
    return smsp_result_http_status(result) >= 500;
  default:
    return 0;
  }
}

static void end_watch(struct answer *answer)
{
  smsp_watch_free(answer->watch);
  answer->watch = NULL;
}

/* Polls one message; its poll is due. */
static void poll_message(struct answer *answer)
{
  smsp_result *result = smsp_watch_next(answer->watch);

  if (smsp_result_error_code(answer->result) == SMSP_OK && may_pass(result)) {
    smsp_result_free(result);
  } else {
    keep(answer, result);
  }
  if (smsp_watch_delay_ms(answer->watch) < 0) {
    end_watch(answer);
  }
}

/* The message whose poll is due first; NULL where nothing is waited for any more.
 * Shows the progress on the way. */
static struct answer *next_due(const struct answers *answers, int64_t *delay_ms)
{
  struct answer *first = NULL;
  int32_t messages = 0;
  int64_t recipients = 0;
  int32_t i;

  for (i = 0; i < answers->count; i++) {
    struct answer *answer = &answers->list[i];
    int64_t delay;

    if (answer->watch == NULL) {
      continue;
    }
    messages++;
    recipients += smsp_result_count_status(answer->result, SMSP_STATUS_WAITING);
    delay = smsp_watch_delay_ms(answer->watch);
    if (first == NULL || delay < *delay_ms) {
      first = answer;
      *delay_ms = delay;
    }
  }
  if (first != NULL) {
    progress_of_wait(messages, recipients, *delay_ms);
  }
  return first;
}

/* One message after the other, each when its own poll is due: one thread is
 * enough, since there is more sleep than work once the batch has been answered. */
static void wait_for_all(struct answers *answers)
{
  struct answer *answer;
  int64_t delay_ms = 0;

  while (!is_interrupted() && (answer = next_due(answers, &delay_ms)) != NULL) {
    const int64_t pause_ms = delay_ms < LONGEST_PAUSE_MS ? delay_ms : LONGEST_PAUSE_MS;

    /* Where there is no pause here, smsp_watch_next() sleeps. */
    if (pause_ms == 0 || !pause_for((long)pause_ms)) {
      poll_message(answer);
    }
  }
}

void ask(struct answers *answers, const smsp_client *client, const struct arguments *arguments)
{
  int32_t i;

  answers->count = arguments->ids.count;
  answers->batch = NULL;
  answers->list = allocate(NULL, (size_t)answers->count + 1, sizeof *answers->list);
  for (i = 0; i < answers->count; i++) {
    struct answer *answer = &answers->list[i];

    answer->message_id = arguments->ids.texts[i];
    answer->result = NULL;
    answer->own = NULL;
    /* The time to wait begins now, not after the batch. */
    answer->watch = arguments->wait_ms < 0 ? NULL
                                           : smsp_watch_new(client, answer->message_id,
                                                            arguments->wait_ms);
  }

  if (answers->count == 1 && arguments->wait_ms < 0) {
    keep(&answers->list[0], smsp_client_bulk_status(client, answers->list[0].message_id));
  } else if (answers->count > 1) {
    ask_batch(answers, client, arguments);
  }
  for (i = 0; answers->count > 1 && i < answers->count; i++) {
    const smsp_result *result = answers->list[i].result;

    if (!is_unfinished(result) && !may_pass(result)) {
      end_watch(&answers->list[i]);
    }
  }
  wait_for_all(answers);
  progress_end();
}

void answers_free(struct answers *answers)
{
  int32_t i;

  for (i = 0; i < answers->count; i++) {
    end_watch(&answers->list[i]);
    smsp_result_free(answers->list[i].own);
  }
  free(answers->list);
  smsp_batch_free(answers->batch);
}
