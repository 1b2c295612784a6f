/*
 * The memory of a process before it loads libsmsp, after that, and after its
 * first call:
 *
 *   resident_smsp LIBRARY URL CA_FILE KEY MESSAGE_ID
 */
#include "resident.h"

#include <smsp.h>

#define FUNCTION(name) __typeof__(&name) const name##_ = function(library, #name)

static void ask(void *library, char **arguments)
{
  FUNCTION(smsp_options_new);
  FUNCTION(smsp_options_set_base_url);
  FUNCTION(smsp_options_set_proxy);
  FUNCTION(smsp_options_set_ca_file);
  FUNCTION(smsp_client_new);
  FUNCTION(smsp_client_bulk_status);
  FUNCTION(smsp_result_error_code);
  FUNCTION(smsp_result_error_message);
  smsp_options *options = smsp_options_new_();
  const smsp_result *result;

  smsp_options_set_base_url_(options, arguments[2]);
  smsp_options_set_proxy_(options, "");
  smsp_options_set_ca_file_(options, arguments[3]);
  result = smsp_client_bulk_status_(smsp_client_new_(arguments[4], options), arguments[5]);
  if (smsp_result_error_code_(result) != SMSP_OK) {
    fprintf(stderr, "%s\n", smsp_result_error_message_(result));
    exit(1);
  }
}

int main(int argc, char **argv)
{
  void *library;

  if (argc != 6) {
    fprintf(stderr, "Usage: %s LIBRARY URL CA_FILE KEY MESSAGE_ID\n", argv[0]);
    return 2;
  }
  print_resident();
  library = load(argv[1]);
  print_resident();
  ask(library, argv);
  /* All handles are still there, as in a program that goes on asking. */
  print_resident();
  return 0;
}
