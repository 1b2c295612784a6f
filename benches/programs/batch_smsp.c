/*
 * Asks for many messages at once with libsmsp:
 *
 *   batch_smsp URL CA_FILE KEY MESSAGE_ID COUNT CONNECTIONS
 *
 * COUNT times the same message. Prints the cost of the batch (clocks.h) and a
 * digest of all answers. A batch over as many connections comes
 * first and is not timed: it makes them.
 */
#include "clocks.h"
#include "digest.h"
#include "smsp_recipients.h"

static smsp_client *new_client(char **arguments)
{
  smsp_options *options = smsp_options_new();
  smsp_client *client;

  if (smsp_options_set_base_url(options, arguments[1]) != SMSP_OK ||
      smsp_options_set_proxy(options, "") != SMSP_OK ||
      smsp_options_set_ca_file(options, arguments[2]) != SMSP_OK ||
      smsp_options_set_max_connections(options, atoi(arguments[6])) != SMSP_OK) {
    fprintf(stderr, "The URL, the CA file or the number of connections cannot be used.\n");
    exit(1);
  }
  client = smsp_client_new(arguments[3], options);
  smsp_options_free(options);
  return client;
}

static struct digest ask(const smsp_client *client, const char *const *ids, int32_t count)
{
  smsp_batch *batch = smsp_client_bulk_status_many(client, ids, count, NULL, NULL);
  struct digest digest = {0};
  int32_t i;

  for (i = 0; i < smsp_batch_count(batch); i++) {
    smsp_must_succeed(smsp_batch_result(batch, i));
    smsp_read(smsp_batch_result(batch, i), digest_add, &digest);
  }
  smsp_batch_free(batch);
  return digest;
}

int main(int argc, char **argv)
{
  const char **ids;
  struct digest digest;
  struct clocks start;
  smsp_client *client;
  int32_t count, i;

  if (argc != 7) {
    fprintf(stderr, "Usage: %s URL CA_FILE KEY MESSAGE_ID COUNT CONNECTIONS\n", argv[0]);
    return 2;
  }
  count = atoi(argv[5]);
  ids = malloc((size_t)count * sizeof *ids);
  for (i = 0; i < count; i++) {
    ids[i] = argv[4];
  }
  client = new_client(argv);
  ask(client, ids, 4 * atoi(argv[6]) < count ? 4 * atoi(argv[6]) : count);
  start = clocks_now();
  digest = ask(client, ids, count);
  clocks_print_since(&start);
  digest_print(&digest);
  smsp_client_free(client);
  free(ids);
  return 0;
}
