/*
 * Makes CALLS calls with libsmsp, one after the other:
 *
 *   calls_smsp kept|new|shared URL CA_FILE KEY MESSAGE_ID CALLS
 *
 * kept: one client for all calls. new: a client for each call. shared:
 * smsp_bulk_status, which has a client for the whole process. CA_FILE is "" over
 * plain http. Prints the cost of all calls (clocks.h) and a digest of the last
 * answer.
 */
#include "clocks.h"
#include "digest.h"
#include "smsp_recipients.h"

#include <string.h>

struct question {
  const char *mode, *url, *ca_file, *key, *message_id;
};

static smsp_client *new_client(const struct question *question)
{
  smsp_options *options = smsp_options_new();
  smsp_client *client;

  if (smsp_options_set_base_url(options, question->url) != SMSP_OK ||
      smsp_options_set_proxy(options, "") != SMSP_OK ||
      (question->ca_file[0] != '\0' &&
       smsp_options_set_ca_file(options, question->ca_file) != SMSP_OK)) {
    fprintf(stderr, "The URL or the CA file cannot be used.\n");
    exit(1);
  }
  client = smsp_client_new(question->key, options);
  smsp_options_free(options);
  return client;
}

static struct digest read_and_free(smsp_result *result)
{
  struct digest digest = {0};

  smsp_must_succeed(result);
  smsp_read(result, digest_add, &digest);
  smsp_result_free(result);
  return digest;
}

static struct digest ask(const struct question *question, smsp_client *kept)
{
  struct digest digest;
  smsp_client *client;

  if (strcmp(question->mode, "shared") == 0) {
    return read_and_free(smsp_bulk_status(question->key, question->message_id));
  }
  if (strcmp(question->mode, "kept") == 0) {
    return read_and_free(smsp_client_bulk_status(kept, question->message_id));
  }
  client = new_client(question);
  digest = read_and_free(smsp_client_bulk_status(client, question->message_id));
  smsp_client_free(client);
  return digest;
}

int main(int argc, char **argv)
{
  struct question question;
  struct digest digest = {0};
  struct clocks start;
  smsp_client *kept;
  int calls;

  if (argc != 7) {
    fprintf(stderr, "Usage: %s kept|new|shared URL CA_FILE KEY MESSAGE_ID CALLS\n", argv[0]);
    return 2;
  }
  question = (struct question){argv[1], argv[2], argv[3], argv[4], argv[5]};
  setenv("SMSP_BASE_URL", question.url, 1);
  kept = new_client(&question);
  /* The first call of a kept connection makes it, and is not timed. */
  ask(&question, kept);
  start = clocks_now();
  for (calls = atoi(argv[6]); calls > 0; calls--) {
    digest = ask(&question, kept);
  }
  clocks_print_since(&start);
  digest_print(&digest);
  smsp_client_free(kept);
  return 0;
}
