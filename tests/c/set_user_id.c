/* A program with more rights than the user who started it does not obey that user's
 * environment: not SMSP_BASE_URL, SMSP_CA_FILE or SMSP_TRUST, not the proxy variables,
 * not SSL_CERT_FILE. The program starts a copy of itself that belongs to root and has the set-user-ID bit.
 * Exit status 77: this system has no such programs, or this user may not make one.
 *
 *   set_user_id TLS_BASE_URL CA_FILE KEY FOLDER
 */
#define _GNU_SOURCE

#include <sys/auxv.h>
#include <sys/stat.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "server.h"

enum { CANNOT = 77, NOBODY = 65534, ALL = 1 + 2 + 4 + 16 + 32 };

static smsp_error code_of(smsp_result *result) {
  smsp_error code = smsp_result_error_code(result);

  smsp_result_free(result);
  return code;
}

static smsp_error ask_through_environment_proxy(void) {
  smsp_options *options = options_for("https://127.0.0.1:1/v1", "");
  smsp_client *client;
  smsp_error code;

  CHECK(smsp_options_set_max_retries(options, 0) == SMSP_OK);
  CHECK(smsp_options_set_timeout_ms(options, 500) == SMSP_OK);
  client = smsp_client_new("key", options);
  smsp_options_free(options);
  code = code_of(smsp_client_bulk_status(client, "ok"));
  smsp_client_free(client);
  return code;
}

static smsp_error ask_with_system_trust(const char *base_url, const char *key) {
  smsp_options *options = options_for(base_url, "");
  smsp_client *client;
  smsp_error code;

  CHECK(smsp_options_set_proxy(options, "") == SMSP_OK);
  if (smsp_options_set_trust(options, SMSP_TRUST_SYSTEM) != SMSP_OK) {
    smsp_options_free(options);
    return SMSP_ERROR_TLS; /* the system has none, and the variable's were not read */
  }
  client = smsp_client_new(key, options);
  smsp_options_free(options);
  code = code_of(smsp_client_bulk_status(client, "300"));
  smsp_client_free(client);
  return code;
}

/* Whether a call without set-up is refused because of this variable. Its message ID is too
 * long to be sent, so nothing is, if the variable is ignored. */
static int names(const char *key, const char *variable) {
  static char too_long[10000];
  smsp_result *result;
  int is_named;

  memset(too_long, '1', sizeof too_long - 1);
  result = smsp_bulk_status(key, too_long);
  CHECK(smsp_result_error_code(result) == SMSP_ERROR_INVALID_ARGUMENT);
  is_named = strstr(smsp_result_error_message(result), variable) != NULL;
  smsp_result_free(result);
  return is_named;
}

/* What the started program does: says by its exit status which variables it obeys. */
static int obeyed(char **argv) {
  int is_base_url = code_of(smsp_bulk_status("key", "ok")) == SMSP_OK;
  int is_proxy = ask_through_environment_proxy() != SMSP_ERROR_CONNECT;
  int is_trust = ask_with_system_trust(argv[1], argv[3]) != SMSP_ERROR_TLS;
  int is_ca_file;
  int is_set;

  CHECK(setenv("SMSP_CA_FILE", "/nowhere", 1) == 0);
  is_ca_file = names("key 2", "SMSP_CA_FILE");
  CHECK(unsetenv("SMSP_CA_FILE") == 0);
  CHECK(setenv("SMSP_TRUST", "nobody", 1) == 0);
  is_set = names("key 3", "SMSP_TRUST");
  return is_base_url + 2 * is_proxy + 4 * is_trust + 16 * is_ca_file + 32 * is_set;
}

/* The exit status of a copy of this program with this mode, started by nobody. */
static int start_copy(char **argv, mode_t mode) {
  char path[512];
  char bytes[1 << 16];
  int status = -1;
  int from = open("/proc/self/exe", O_RDONLY);
  int to;
  ssize_t got;
  pid_t child;

  snprintf(path, sizeof path, "%s/set_user_id_%o", argv[4], (unsigned)mode);
  to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0700);
  CHECK(from >= 0 && to >= 0);
  while ((got = read(from, bytes, sizeof bytes)) > 0) {
    CHECK(write(to, bytes, (size_t)got) == got);
  }
  CHECK(fchmod(to, mode) == 0);
  close(from);
  close(to);
  child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    CHECK(setgid(NOBODY) == 0 && setuid(NOBODY) == 0);
    execl(path, path, argv[1], argv[2], argv[3], "", (char *)NULL);
    _exit(CANNOT);
  }
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(unlink(path) == 0);
  CHECK(WIFEXITED(status));
  return WEXITSTATUS(status);
}

int main(int argc, char **argv) {
  struct server server;
  char proxy[64];
  int connections;

  CHECK(argc == 5);
  alarm(60);
  if (argv[4][0] == '\0') {
    return obeyed(argv) + (getauxval(AT_SECURE) != 0 ? 8 : 0);
  }
  if (geteuid() != 0) {
    return CANNOT;
  }
  server = start_server();
  snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", server.port);
  CHECK(setenv("SMSP_BASE_URL", server.base_url, 1) == 0);
  CHECK(setenv("HTTPS_PROXY", proxy, 1) == 0);
  CHECK(setenv("ALL_PROXY", proxy, 1) == 0);
  CHECK(setenv("https_proxy", proxy, 1) == 0);
  CHECK(setenv("SSL_CERT_FILE", argv[2], 1) == 0);
  /* An ordinary program obeys them all. */
  CHECK(start_copy(argv, 0755) == ALL);
  connections = counted(&server.seen->connections);
  CHECK(connections > 0);
  switch (start_copy(argv, 04755)) {
    case 8:
      break;
    case ALL:
      return CANNOT; /* the folder allows no set-user-ID */
    default:
      CHECK(!"it obeys its caller's environment");
  }
  CHECK(counted(&server.seen->connections) == connections);
  stop_server(&server);
  return 0;
}
