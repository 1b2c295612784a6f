/* Asks again and again over new connections, and prints for each call the name of the
 * code, how many milliseconds it took, and the message. Names have the given addresses:
 * this program's own getaddrinfo() takes the place of the system's.
 *
 *   side_by_side BASE_URL CA_FILE KEY CONNECT_MS CALLS FREE [ADDRESS...]
 *
 * FREE is how many descriptors the calls may open, or 0 for any number.
 */
#define _XOPEN_SOURCE 700

#include <smsp.h>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "client_of.h"

static char **addresses;

static struct addrinfo *address_of(const char *text) {
  struct addrinfo *made = calloc(1, sizeof *made + sizeof(struct sockaddr_in6));
  struct sockaddr_in *v4 = (struct sockaddr_in *)(made + 1);
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(made + 1);

  CHECK(made != NULL);
  made->ai_socktype = SOCK_STREAM;
  made->ai_addr = (struct sockaddr *)(made + 1);
  if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    made->ai_addrlen = sizeof *v4;
  } else {
    CHECK(inet_pton(AF_INET6, text, &v6->sin6_addr) == 1);
    v6->sin6_family = AF_INET6;
    made->ai_addrlen = sizeof *v6;
  }
  made->ai_family = made->ai_addr->sa_family;
  return made;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **found) {
  char **address;

  (void)name;
  (void)service;
  (void)hints;
  for (address = addresses; *address != NULL; address++) {
    *found = address_of(*address);
    found = &(*found)->ai_next;
  }
  return 0;
}

void freeaddrinfo(struct addrinfo *list) {
  while (list != NULL) {
    struct addrinfo *next = list->ai_next;

    free(list);
    list = next;
  }
}

/* Leaves so many descriptors to open. */
static void leave_free(int count) {
  struct rlimit limit;
  int last = 0;
  int next;

  CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = 64;
  CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  while ((next = dup(0)) >= 0) {
    last = next;
  }
  for (; count > 0; count--) {
    CHECK(close(last--) == 0);
  }
}

static int64_t now_ms(void) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int main(int argc, char **argv) {
  smsp_options *options;
  smsp_client *client;
  int calls;

  CHECK(argc >= 7);
  addresses = argv + 7;
  options = options_for(argv[1], argv[2]);
  CHECK(smsp_options_set_max_retries(options, 0) == SMSP_OK);
  CHECK(smsp_options_set_timeout_ms(options, 120000) == SMSP_OK);
  CHECK(smsp_options_set_connect_timeout_ms(options, atoi(argv[4])) == SMSP_OK);
  client = smsp_client_new(argv[3], options);
  smsp_options_free(options);
  if (atoi(argv[6]) > 0) {
    leave_free(atoi(argv[6]));
  }
  for (calls = atoi(argv[5]); calls > 0; calls--) {
    int64_t begin = now_ms();
    smsp_result *result = smsp_client_bulk_status(client, "300");

    printf("%s %d %s\n", smsp_error_name(smsp_result_error_code(result)),
           (int)(now_ms() - begin), smsp_result_error_message(result));
    smsp_result_free(result);
  }
  smsp_client_free(client);
  return 0;
}
