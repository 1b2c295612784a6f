// Calls in the destructors of static and thread_local objects work as before.
//
//   exit_calls BASE_URL CA_FILE KEY        (CA_FILE "" over plain http)
//   SMSP_BASE_URL names the plain sandbox for smsp_bulk_status().
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <unistd.h>

#include <smsp.h>

namespace {

char **arguments;
int destroyed;

void is_true(bool condition, int line) {
  if (!condition) {
    std::fprintf(stderr, "%s:%d: not true\n", __FILE__, line);
    _exit(1);
  }
}
#define IS_TRUE(condition) is_true((condition), __LINE__)

void answered(smsp_result *result) {
  if (smsp_result_error_code(result) != SMSP_OK) {
    std::fprintf(stderr, "%s\n", smsp_result_error_message(result));
  }
  IS_TRUE(smsp_result_error_code(result) == SMSP_OK);
  IS_TRUE(smsp_result_count(result) == 4);
  smsp_result_free(result);
}

smsp_client *new_client() {
  smsp_options *options = smsp_options_new();
  IS_TRUE(smsp_options_set_base_url(options, arguments[1]) == SMSP_OK);
  if (arguments[2][0] != '\0') {
    IS_TRUE(smsp_options_set_ca_file(options, arguments[2]) == SMSP_OK);
  }
  smsp_client *client = smsp_client_new(arguments[3], options);
  smsp_options_free(options);
  return client;
}

int32_t go_on(int32_t, const smsp_result *result, void *) {
  return smsp_result_error_code(result) == SMSP_OK;
}

// Holds a client and a watch, and uses and frees them in the end.
struct Holder {
  smsp_client *client = nullptr;
  smsp_watch *watch = nullptr;

  void fill() {
    client = new_client();
    watch = smsp_watch_new(client, "304", 60000);
  }

  ~Holder() {
    if (client == nullptr) {
      fill();
    }
    answered(smsp_client_bulk_status(client, "300"));
    answered(smsp_bulk_status(arguments[3], "300"));
    const char *ids[] = {"300", "111", "300", "111", "300"};
    smsp_batch *batch = smsp_client_bulk_status_many(client, ids, 5, go_on, nullptr);
    IS_TRUE(smsp_batch_error_count(batch) == 0);
    smsp_batch_free(batch);
    smsp_result_free(smsp_watch_next(watch));
    smsp_client_free(client);
    smsp_error last = SMSP_OK;
    while (smsp_result *result = smsp_watch_next(watch)) {
      IS_TRUE(last == SMSP_OK);
      last = smsp_result_error_code(result);
      smsp_result_free(result);
    }
    IS_TRUE(last == SMSP_ERROR_CANCELLED);
    smsp_watch_free(watch);
    ++destroyed;
  }
};

// Made first, so destroyed last.
struct Last {
  ~Last() {
    // Of two threads, the main thread and the program.
    IS_TRUE(destroyed == 4);
  }
} last;

// Made before the library is used, so destroyed after all that it may have made.
Holder at_the_end_of_the_program;
thread_local Holder at_the_end_of_the_thread;

}  // namespace

int main(int argc, char **argv) {
  if (argc != 4) {
    return 2;
  }
  arguments = argv;
  alarm(60);
  std::thread([] { at_the_end_of_the_thread.fill(); }).join();
  // Here the library's first use on the thread is in the destructor.
  std::thread([] { IS_TRUE(at_the_end_of_the_thread.client == nullptr); }).join();
  IS_TRUE(destroyed == 2);
  at_the_end_of_the_thread.fill();
  at_the_end_of_the_program.fill();
  return 0;
}
