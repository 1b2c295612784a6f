/* Loading the library, using it on a thread and closing it, again and again,
 * leaves no thread and no descriptor behind and never unmaps running code.
 *
 *   unload LIBRARY BASE_URL KEY
 */
#define _POSIX_C_SOURCE 200809L

#include <dlfcn.h>
#include <pthread.h>

#include <smsp.h>

#include "check.h"
#include "process.h"

enum { ROUNDS = 20 };

static const char *library_path;
static const char *base_url;
static const char *key;

/* A function of the library; ISO C has no cast from void * to a function. */
static void look_up(void *library, const char *name, void *function) {
  void *found = dlsym(library, name);

  CHECK(found != NULL);
  memcpy(function, &found, sizeof found);
}

static void *use_once(void *unused) {
  smsp_options *(*options_new)(void);
  smsp_error (*set_base_url)(smsp_options *, const char *);
  void (*options_free)(smsp_options *);
  smsp_client *(*client_new)(const char *, const smsp_options *);
  smsp_result *(*bulk_status)(const smsp_client *, const char *);
  int32_t (*count)(const smsp_result *);
  void (*result_free)(smsp_result *);
  void (*client_free)(smsp_client *);
  void *library = dlopen(library_path, RTLD_NOW | RTLD_LOCAL);
  smsp_options *options;
  smsp_client *client;
  smsp_result *result;

  CHECK(library != NULL);
  look_up(library, "smsp_options_new", &options_new);
  look_up(library, "smsp_options_set_base_url", &set_base_url);
  look_up(library, "smsp_options_free", &options_free);
  look_up(library, "smsp_client_new", &client_new);
  look_up(library, "smsp_client_bulk_status", &bulk_status);
  look_up(library, "smsp_result_count", &count);
  look_up(library, "smsp_result_free", &result_free);
  look_up(library, "smsp_client_free", &client_free);
  options = options_new();
  CHECK(set_base_url(options, base_url) == SMSP_OK);
  client = client_new(key, options);
  options_free(options);
  result = bulk_status(client, "300");
  CHECK(count(result) == 4);
  result_free(result);
  client_free(client);
  CHECK(dlclose(library) == 0);
  return unused;
}

int main(int argc, char **argv) {
  int descriptors = 0;
  int i;

  CHECK(argc == 4);
  library_path = argv[1];
  base_url = argv[2];
  key = argv[3];
  for (i = 0; i < ROUNDS; i++) {
    pthread_t thread;

    CHECK(pthread_create(&thread, NULL, use_once, NULL) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    use_once(NULL);
    CHECK(running_threads() == 2 + 1); /* ".", ".." and this thread */
    if (i == 0) {
      descriptors = open_descriptors();
    }
    CHECK(open_descriptors() == descriptors);
  }
  return 0;
}
