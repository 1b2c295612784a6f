/* A filter of system calls refuses every option of a socket: calls work, and keep their
 * connection if the options can at least be asked for.
 *
 *   filtered BASE_URL CA_FILE KEY
 */
#define _GNU_SOURCE

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <smsp.h>

#include "check.h"
#include "client_of.h"

/* What the program ends with if the system has no such filters. */
enum { NO_FILTERS = 77 };

static void refuse(unsigned number) {
  struct sock_filter instructions[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program;

  program.len = sizeof instructions / sizeof instructions[0];
  program.filter = instructions;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    exit(NO_FILTERS);
  }
}

static void asks(char **argv) {
  smsp_client *client = client_of(argv[1], argv[2], argv[3]);
  int i;

  for (i = 0; i < 3; i++) {
    smsp_result *result = smsp_client_bulk_status(client, "300");

    CHECK_TEXT(smsp_result_error_message(result), "");
    smsp_result_free(result);
  }
  smsp_client_free(client);
}

int main(int argc, char **argv) {
  CHECK(argc == 4);
  refuse(SYS_setsockopt);
  asks(argv);
  refuse(SYS_getsockopt);
  asks(argv);
  return 0;
}
