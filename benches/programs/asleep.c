/*
 * A process for another one to look at:
 *
 *   asleep URL CA_FILE KEY MESSAGE_ID
 *
 * After a batch it prints "at rest", and keeps its client and the connections
 * until a line comes on stdin. Then it waits for a message that stays Waiting,
 * and prints "asleep" when the pause before the next poll begins, an hour long.
 */
#include "smsp_recipients.h"

static int32_t say_asleep(const smsp_result *result, void *nothing)
{
  (void)nothing;
  smsp_must_succeed(result);
  puts("asleep");
  fflush(stdout);
  return 1;
}

int main(int argc, char **argv)
{
  enum { AN_HOUR = 3600 * 1000 };
  const char *ids[16];
  smsp_options *options = smsp_options_new();
  smsp_client *client;
  size_t i;

  if (argc != 5) {
    fprintf(stderr, "Usage: %s URL CA_FILE KEY MESSAGE_ID\n", argv[0]);
    return 2;
  }
  if (smsp_options_set_base_url(options, argv[1]) != SMSP_OK ||
      smsp_options_set_proxy(options, "") != SMSP_OK ||
      smsp_options_set_ca_file(options, argv[2]) != SMSP_OK ||
      smsp_options_set_poll_interval_ms(options, AN_HOUR, AN_HOUR) != SMSP_OK) {
    fprintf(stderr, "The URL, the CA file or the interval cannot be used.\n");
    return 1;
  }
  client = smsp_client_new(argv[3], options);
  smsp_options_free(options);
  for (i = 0; i < sizeof ids / sizeof *ids; i++) {
    ids[i] = argv[4];
  }
  smsp_batch_free(smsp_client_bulk_status_many(client, ids, sizeof ids / sizeof *ids, NULL, NULL));
  puts("at rest");
  fflush(stdout);
  if (getchar() == EOF) {
    return 1;
  }
  smsp_result_free(smsp_client_wait(client, argv[4], 2 * AN_HOUR, say_asleep, NULL));
  smsp_client_free(client);
  return 0;
}
