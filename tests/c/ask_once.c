/* Asks without any set-up, and prints what came of it: the code's name, then the message.
 * The environment says whom.
 *
 *   ask_once KEY
 */
#include <smsp.h>

#include "check.h"

int main(int argc, char **argv) {
  smsp_result *result;

  CHECK(argc == 2);
  result = smsp_bulk_status(argv[1], "300");
  printf("%s\n%s\n", smsp_error_name(smsp_result_error_code(result)),
         smsp_result_error_message(result));
  smsp_result_free(result);
  return 0;
}
