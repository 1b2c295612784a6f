/* A server of a test's own, in a process of its own: what it does is said by the
 * message ID that is asked for, and what came over the wire is counted.
 *
 *   ok             a report with one recipient; the connection is kept
 *   waiting        the same, of whom nothing is known yet
 *   slowN          the same as ok, after N milliseconds
 *   silent         no answer, and the connection stays open; so does a request
 *                  without an ID, such as CONNECT
 *   close, reset   no answer, and the connection ends
 *   half           half an answer, and the connection ends
 *   gone           ok for the first request of a connection, later ones as close
 *   torn           ok for the first request of a connection, later ones as half
 *   odd            ok, and then bytes that nobody asked for
 *   bye            ok, and then the connection ends
 *   busy           429 with "Retry-After: 30"
 *   away           503 with "Retry-After: 30"
 *   drip           an answer that comes a byte every 50 milliseconds, without end
 *   packed         the answer given to start_server_with(), gzip
 */
#ifndef SERVER_H
#define SERVER_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

/* What the server saw; in memory that both processes share. */
struct seen {
  int connections;
  int requests;
  int answers;
  int open; /* connections that are open now */
};

struct server {
  int port;
  pid_t process;
  struct seen *seen;
  char base_url[64];
  const char *packed;
  size_t packed_size;
};

static struct server served; /* the server's own copy, in its process */

MAYBE_UNUSED static int64_t now_ms(void) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

MAYBE_UNUSED static void sleep_ms(int64_t milliseconds) {
  struct timespec pause;

  pause.tv_sec = (time_t)(milliseconds / 1000);
  pause.tv_nsec = (long)(milliseconds % 1000) * 1000000;
  while (nanosleep(&pause, &pause) != 0 && errno == EINTR) {
  }
}

static void count(int *counter, int change) {
  __atomic_add_fetch(counter, change, __ATOMIC_SEQ_CST);
}

MAYBE_UNUSED static int counted(const int *counter) {
  return __atomic_load_n(counter, __ATOMIC_SEQ_CST);
}

/* Waits until a counter is at least this, 10 seconds at most. */
MAYBE_UNUSED static int comes_to(const int *counter, int number) {
  int64_t end = now_ms() + 10000;

  while (counted(counter) < number) {
    if (now_ms() > end) {
      return 0;
    }
    sleep_ms(1);
  }
  return 1;
}

static int send_all(int socket, const char *bytes, size_t size) {
  while (size > 0) {
    ssize_t sent = send(socket, bytes, size, MSG_NOSIGNAL);

    if (sent <= 0) {
      return 0;
    }
    bytes += sent;
    size -= (size_t)sent;
  }
  return 1;
}

static int answer_with(int socket, const char *status, const char *headers, const char *body,
                       size_t size) {
  char head[256];
  int length = snprintf(head, sizeof head, "HTTP/1.1 %s\r\nContent-Length: %lu\r\n%s\r\n", status,
                        (unsigned long)size, headers);

  count(&served.seen->answers, 1);
  return send_all(socket, head, (size_t)length) && send_all(socket, body, size);
}

static int report_of(int socket, const char *status) {
  char body[256];
  int length = snprintf(body, sizeof body,
                        "{\"success\":true,\"code\":200,\"StatutResponse_List\":"
                        "[{\"phoneNumber\":\"+33639980001\",\"status\":\"%s\",\"stopSMS\":0,"
                        "\"date\":\"1517989111\"}]}",
                        status);

  return answer_with(socket, "200 OK", "Content-Type: application/json\r\n", body,
                     (size_t)length);
}

static void send_half(int socket) {
  static const char half[] = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"success\":true,";

  send_all(socket, half, sizeof half - 1);
}

/* Waits until the other side ends the connection. */
static void await_end(int socket) {
  char bytes[256];

  while (recv(socket, bytes, sizeof bytes, 0) > 0) {
  }
}

static void drip(int socket) {
  static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";

  if (send_all(socket, head, sizeof head - 1)) {
    while (send_all(socket, " ", 1)) {
      sleep_ms(50);
    }
  }
}

static void reset_connection(int socket) {
  struct linger at_once = {1, 0};

  setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

/* Answers the nth request of a connection; whether the connection goes on. */
static int answer(int socket, const char *id, int nth) {
  if (strcmp(id, "ok") == 0) {
    return report_of(socket, "Delivered");
  }
  if (strcmp(id, "waiting") == 0) {
    return report_of(socket, "Waiting");
  }
  if (strncmp(id, "slow", 4) == 0) {
    sleep_ms(atoi(id + 4));
    return report_of(socket, "Delivered");
  }
  if (strcmp(id, "silent") == 0 || strcmp(id, "") == 0) {
    await_end(socket);
  } else if (strcmp(id, "reset") == 0) {
    reset_connection(socket);
  } else if (strcmp(id, "half") == 0) {
    send_half(socket);
  } else if (strcmp(id, "gone") == 0) {
    return nth == 1 && report_of(socket, "Delivered");
  } else if (strcmp(id, "torn") == 0) {
    if (nth == 1) {
      return report_of(socket, "Delivered");
    }
    send_half(socket);
  } else if (strcmp(id, "odd") == 0) {
    return report_of(socket, "Delivered") && send_all(socket, "?", 1);
  } else if (strcmp(id, "bye") == 0) {
    report_of(socket, "Delivered");
  } else if (strcmp(id, "busy") == 0) {
    return answer_with(socket, "429 Too Many Requests", "Retry-After: 30\r\n", "", 0);
  } else if (strcmp(id, "away") == 0) {
    return answer_with(socket, "503 Service Unavailable", "Retry-After: 30\r\n", "", 0);
  } else if (strcmp(id, "drip") == 0) {
    drip(socket);
  } else if (strcmp(id, "packed") == 0) {
    return answer_with(socket, "200 OK", "Content-Encoding: gzip\r\n", served.packed,
                       served.packed_size);
  }
  return 0; /* "close", and whatever else */
}

/* Reads one request and keeps its ID; 0 at the end of the connection. */
static int read_request(int socket, char *id, size_t capacity) {
  static const char name[] = "messageId=";
  char *request = malloc(64 * 1024);
  size_t size = 0;
  int is_whole = 0;

  while (!is_whole && size < 64 * 1024 - 1) {
    ssize_t got = recv(socket, request + size, 64 * 1024 - 1 - size, 0);

    if (got <= 0) {
      break;
    }
    size += (size_t)got;
    request[size] = '\0';
    is_whole = strstr(request, "\r\n\r\n") != NULL;
  }
  if (is_whole) {
    const char *value = strstr(request, name);
    size_t length = value == NULL ? 0 : strcspn(value + sizeof name - 1, " &%");

    length = length < capacity ? length : capacity - 1;
    if (length > 0) {
      memcpy(id, value + sizeof name - 1, length);
    }
    id[length] = '\0';
    count(&served.seen->requests, 1);
  }
  free(request);
  return is_whole;
}

static void *serve_connection(void *number) {
  int socket = (int)(intptr_t)number;
  const int at_once = 1;
  char id[64];
  int nth = 0;

  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  count(&served.seen->connections, 1);
  count(&served.seen->open, 1);
  while (read_request(socket, id, sizeof id) && answer(socket, id, ++nth)) {
  }
  close(socket);
  count(&served.seen->open, -1);
  return NULL;
}

static void serve(int listener) {
  pthread_attr_t detached;

  prctl(PR_SET_PDEATHSIG, SIGKILL);
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&detached, 128 * 1024);
  for (;;) {
    int socket = accept(listener, NULL, NULL);
    pthread_t thread;

    if (socket < 0 ||
        pthread_create(&thread, &detached, serve_connection, (void *)(intptr_t)socket) != 0) {
      _exit(1);
    }
  }
}

static struct server start_server_at(int port, const char *packed, size_t packed_size) {
  const int again = 1;
  struct server server;
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);

  memset(&server, 0, sizeof server);
  server.packed = packed;
  server.packed_size = packed_size;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons((uint16_t)port);
  CHECK(listener >= 0);
  CHECK(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &again, sizeof again) == 0);
  CHECK(bind(listener, (struct sockaddr *)&address, sizeof address) == 0);
  CHECK(listen(listener, 1024) == 0);
  CHECK(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
  server.port = ntohs(address.sin_port);
  snprintf(server.base_url, sizeof server.base_url, "http://127.0.0.1:%d/v1", server.port);
  server.seen = mmap(NULL, sizeof *server.seen, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  CHECK(server.seen != MAP_FAILED);
  server.process = fork();
  CHECK(server.process >= 0);
  if (server.process == 0) {
    served = server;
    serve(listener);
  }
  close(listener);
  return server;
}

/* The answer named "packed" is the caller's. */
MAYBE_UNUSED static struct server start_server_with(const char *packed, size_t packed_size) {
  return start_server_at(0, packed, packed_size);
}

MAYBE_UNUSED static void stop_server(struct server *server) {
  kill(server->process, SIGKILL);
  waitpid(server->process, NULL, 0);
  munmap(server->seen, sizeof *server->seen);
}

MAYBE_UNUSED static struct server start_server(void) { return start_server_with("", 0); }

/* Ends the server, and with it all of its connections, and starts it anew on its
 * port. */
MAYBE_UNUSED static void restart_server(struct server *server) {
  int port = server->port;

  stop_server(server);
  *server = start_server_at(port, server->packed, server->packed_size);
}

#endif
