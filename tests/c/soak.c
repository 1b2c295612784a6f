/* Many calls of every kind leave neither memory nor a descriptor behind: after
 * the first tenth of them, by when all that is kept has been made, both stay as
 * they are. Prints the figures.
 *
 *   soak BASE_URL CA_FILE KEY CALLS        (CA_FILE "" over plain http)
 *   SMSP_BASE_URL names the plain sandbox for smsp_bulk_status().
 *
 * With LEAK defined it loses every tenth result, which must not pass.
 */
#define _POSIX_C_SOURCE 200809L

#include <time.h>
#include <unistd.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "process.h"

/* What the allocator of the C library may keep more at one moment than at
 * another, in KiB. */
enum { WOBBLE = 256 };

/* More keys than smsp_bulk_status() keeps connections for. */
enum { STRANGERS = 11 };

typedef struct figures {
  long resident; /* KiB */
  int descriptors;
} figures;

static figures now(void) {
  FILE *statm = fopen("/proc/self/statm", "r");
  figures here;
  long size;

  CHECK(statm != NULL);
  CHECK(fscanf(statm, "%ld %ld", &size, &here.resident) == 2);
  fclose(statm);
  here.resident *= sysconf(_SC_PAGESIZE) / 1024;
  here.descriptors = open_descriptors() - 3; /* ".", ".." and the folder itself */
  return here;
}

static double seconds(void) {
  struct timespec time;

  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Reads all of a result, so that whatever an accessor might allocate counts. */
static void expect(smsp_result *result, smsp_error code, int32_t count, long call) {
  smsp_entry entry;
  int32_t i;

  if (smsp_result_error_code(result) != code) {
    fprintf(stderr, "call %ld: %s\n", call, smsp_result_error_message(result));
  }
  CHECK(smsp_result_error_code(result) == code);
  CHECK(smsp_result_count(result) == count);
  for (i = 0; i < count; i++) {
    CHECK(smsp_result_entry(result, i, &entry) == 1);
  }
#ifdef LEAK
  if (call % 10 == 0) {
    return;
  }
#endif
  smsp_result_free(result);
}

static void ask(const smsp_client *client, const smsp_options *options, const char *key,
                long call) {
  smsp_client *passing;
  char stranger[32];

  switch (call % 8) {
  case 0:
    expect(smsp_client_bulk_status(client, "111"), SMSP_OK, 2, call);
    break;
  case 1:
    expect(smsp_client_bulk_status(client, "300"), SMSP_OK, 4, call);
    break;
  case 2:
    expect(smsp_client_bulk_status(client, "500"), SMSP_OK, 500, call);
    break;
  case 3:
    expect(smsp_client_bulk_status(client, "no such id"), SMSP_ERROR_MESSAGE_NOT_FOUND, 0, call);
    break;
  case 4:
    expect(smsp_client_bulk_status(client, ""), SMSP_ERROR_MESSAGE_ID_REQUIRED, 0, call);
    break;
  case 5:
    expect(smsp_bulk_status(key, "300"), SMSP_OK, 4, call);
    break;
  case 6:
    sprintf(stranger, "wrong key %ld", call / 8 % STRANGERS);
    expect(smsp_bulk_status(stranger, "300"), SMSP_ERROR_API_KEY_INCORRECT, 0, call);
    break;
  case 7:
    passing = smsp_client_new(key, options);
    expect(smsp_client_bulk_status(passing, "300"), SMSP_OK, 4, call);
    smsp_client_free(passing);
    break;
  }
}

int main(int argc, char **argv) {
  smsp_options *options;
  smsp_client *client;
  figures first_tenth = {0, 0};
  figures end;
  double begin = seconds();
  long calls;
  long call;

  CHECK(argc == 5);
  calls = atol(argv[4]);
  CHECK(calls >= 1000);
  options = options_for(argv[1], argv[2]);
  client = smsp_client_new(argv[3], options);
  for (call = 0; call < calls; call++) {
    if (call == calls / 10) {
      first_tenth = now();
    }
    ask(client, options, argv[3], call);
  }
  end = now();
  printf("%ld calls in %.1f s\n", calls, seconds() - begin);
  printf("after a tenth: %ld KiB resident, %d descriptors\n", first_tenth.resident,
         first_tenth.descriptors);
  printf("at the end:    %ld KiB resident, %d descriptors\n", end.resident, end.descriptors);
  CHECK(end.resident <= first_tenth.resident + WOBBLE);
  CHECK(end.descriptors <= first_tenth.descriptors);
  smsp_client_free(client);
  smsp_options_free(options);
  return 0;
}
