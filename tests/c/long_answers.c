/* An answer that is small on the wire and long to read ends with the deadline, and with
 * a cancel, wherever in it the length is.
 *
 *   long_answers
 */
#define _GNU_SOURCE

#include <smsp.h>

#include "check.h"
#include "client_of.h"
#include "gzip.h"
#include "server.h"

enum { BYTES = (64 << 20) - 4096, TIMEOUT_MS = 100, AT_MOST = 2000, GRACE_MS = 2000 };

static const struct body {
  const char *name;
  const char *start;
  const char *middle;
  const char *end;
} bodies[] = {
    {"a list", "{\"success\":true,\"StatutResponse_List\":[{}", ",{}", "]}"},
    {"a list of lists", "{\"success\":true,\"StatutResponse_List\":[{}", ",{\"a\":[]}", "]}"},
    {"a list with spaces", "{\"success\":true,\"StatutResponse_List\":[ { }", " , { }", "]}"},
    {"recipients", "{\"success\":true,\"StatutResponse_List\":[{}",
     ",{\"phoneNumber\":\"+33639980001\",\"status\":\"Delivered\",\"stopSMS\":0,"
     "\"date\":\"1517989111\"}",
     "]}"},
    {"recipients with escapes", "{\"success\":true,\"StatutResponse_List\":[{}",
     ",{\"phoneNumber\":\"\\u002b33639980001\",\"status\":\"D\\u0065livered\"}", "]}"},
    {"a list that ends wrongly", "{\"success\":true,\"StatutResponse_List\":[{}", ",{}", ",7]}"},
    {"validation errors", "{\"success\":false,\"code\":9,\"error\":[{}", ",{}", "]}"},
    {"validation messages", "{\"success\":false,\"code\":9,\"error\":[{}",
     ",{\"message\":\"a\"}", "]}"},
    {"a validation message", "{\"success\":false,\"code\":9,\"error\":[{\"message\":[0", ",0",
     "]}]}"},
    {"a validation error", "{\"success\":false,\"code\":9,\"error\":[{\"a\":0", ",\"a\":0", "}]}"},
    {"an ignored list", "{\"success\":true,\"other\":[0", ",0", "]}"},
    {"an ignored list of objects", "{\"success\":true,\"other\":[{}", ",{}", "]}"},
    {"an ignored text", "{\"success\":true,\"other\":\"", "a", "\"}"},
    {"an ignored text with escapes", "{\"success\":true,\"other\":\"", "\\n", "\"}"},
    {"ignored lists in lists", "{\"success\":true,\"other\":", "[", ""},
    {"ignored members", "{\"success\":true", ",\"a\":0", "}"},
    {"ignored members of a recipient", "{\"success\":true,\"StatutResponse_List\":[{\"a\":0",
     ",\"a\":0", "}]}"},
    {"an ignored list of a recipient", "{\"success\":true,\"StatutResponse_List\":[{\"a\":[0", ",0",
     "]}]}"},
    {"an ID", "{\"success\":true,\"messageId\":\"", "a", "\"}"},
    {"an ID with escapes", "{\"success\":true,\"messageId\":\"", "\\u0000", "\"}"},
    {"a message", "{\"success\":false,\"code\":9,\"message\":\"", "k", "\"}"},
    {"echoes of the key", "{\"success\":false,\"code\":9,\"message\":\"", "the key, ", "\"}"},
    {"a number", "{\"success\":true,\"other\":1", "1", "}"},
    {"spaces", "{\"success\":true,", "\n", "\"code\":200}"},
    {"lists, of which the last counts", "{\"success\":true,\"code\":200",
     ",\"StatutResponse_List\":[{}]", "}"},
};

struct call {
  const smsp_client *client;
  smsp_error code;
  int64_t end;
};

static void *ask(void *argument) {
  struct call *call = argument;
  smsp_result *result = smsp_client_bulk_status(call->client, "packed");

  call->code = smsp_result_error_code(result);
  call->end = now_ms();
  smsp_result_free(result);
  return NULL;
}

static smsp_client *new_client(const char *base_url, int64_t timeout) {
  smsp_options *options = options_for(base_url, "");
  smsp_client *client;

  CHECK(smsp_options_set_timeout_ms(options, timeout) == SMSP_OK);
  client = smsp_client_new("the key", options);
  smsp_options_free(options);
  return client;
}

/* Whether the call ends in time, and as it should unless it had ended before. */
static int ends(const struct body *body, const char *base_url, int is_cancel) {
  smsp_client *client = new_client(base_url, is_cancel ? 60000 : TIMEOUT_MS);
  smsp_error expected = is_cancel ? SMSP_ERROR_CANCELLED : SMSP_ERROR_TIMEOUT;
  struct call call = {NULL, 0, 0};
  pthread_t thread;
  int64_t begin = now_ms();
  int late;

  call.client = client;
  CHECK(pthread_create(&thread, NULL, ask, &call) == 0);
  if (is_cancel) {
    sleep_ms(TIMEOUT_MS);
    smsp_client_cancel(client);
  }
  CHECK(pthread_join(thread, NULL) == 0);
  late = (int)(call.end - begin) - TIMEOUT_MS;
  smsp_client_free(client);
  if (getenv("SMSP_TEST_PRINT") != NULL) {
    printf("%-32s %-8s %5d ms %s\n", body->name, is_cancel ? "cancel" : "deadline", late,
           smsp_error_name(call.code));
  }
  if (late > AT_MOST || (late > GRACE_MS && call.code != expected)) {
    fprintf(stderr, "%s: %s came %d ms after the %s\n", body->name, smsp_error_name(call.code),
            late, is_cancel ? "cancel" : "deadline");
    return 0;
  }
  return 1;
}

int main(void) {
  int failures = 0;
  size_t i;

  alarm(300);
  for (i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
    const struct body *body = &bodies[i];
    struct packed packed = pack(body->start, body->middle, BYTES, body->end);
    struct server server = start_server_with((char *)packed.bytes, packed.size);

    failures += !ends(body, server.base_url, 0);
    failures += !ends(body, server.base_url, 1);
    stop_server(&server);
    free(packed.bytes);
  }
  return failures > 0;
}
