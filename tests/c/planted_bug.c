/* Does what a C programmer must not do, so that a sanitizer can show that it
 * would see it.
 *
 *   planted_bug use-after-free | overflow | leak
 */
#include <smsp.h>

#include "check.h"

int main(int argc, char **argv) {
  smsp_result *result = smsp_bulk_status("", "");

  CHECK(argc == 2);
  if (strcmp(argv[1], "use-after-free") == 0) {
    const char *message = smsp_result_error_message(result);
    smsp_result_free(result);
    puts(message);
  } else if (strcmp(argv[1], "overflow") == 0) {
    char *buffer = malloc(4);
    smsp_result_error_message_copy(result, buffer, 100);
    puts(buffer);
    free(buffer);
    smsp_result_free(result);
  } else {
    CHECK(strcmp(argv[1], "leak") == 0);
    result = NULL;
  }
  return smsp_result_count(NULL);
}
