/* The client that most programs here begin with. */
#ifndef CLIENT_OF_H
#define CLIENT_OF_H

#include <smsp.h>

#include "check.h"

/* Options that ask a sandbox; CA_FILE is "" if it speaks plain HTTP. */
static smsp_options *options_for(const char *base_url, const char *ca_file) {
  smsp_options *options = smsp_options_new();

  CHECK(smsp_options_set_base_url(options, base_url) == SMSP_OK);
  if (ca_file[0] != '\0') {
    CHECK(smsp_options_set_ca_file(options, ca_file) == SMSP_OK);
  }
  return options;
}

MAYBE_UNUSED static smsp_client *client_of(const char *base_url, const char *ca_file,
                                           const char *key) {
  smsp_options *options = options_for(base_url, ca_file);
  smsp_client *client;

  /* A debug build on a busy machine takes its time. */
  CHECK(smsp_options_set_timeout_ms(options, 60000) == SMSP_OK);
  client = smsp_client_new(key, options);
  smsp_options_free(options);
  return client;
}

/* The same with default times, and without retries. */
MAYBE_UNUSED static smsp_client *client_without_retries(const char *base_url, const char *ca_file,
                                                        const char *key) {
  smsp_options *options = options_for(base_url, ca_file);
  smsp_client *client;

  CHECK(smsp_options_set_max_retries(options, 0) == SMSP_OK);
  client = smsp_client_new(key, options);
  smsp_options_free(options);
  return client;
}

#endif
