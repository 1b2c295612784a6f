// Batches and waits in C++: results in the order of the IDs, callbacks on the
// calling thread, stopping from a callback, an exception out of one, the same
// without one, and objects that were moved from.
//
//   many BASE_URL CA_FILE KEY        (CA_FILE "" over plain http)
#include <smsp.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "../c/check.h"

namespace {

using std::chrono::milliseconds;

const std::size_t IDS = 60;
const milliseconds LONG(60000);

std::vector<std::string> ids() {
  const char *const kinds[] = {"111", "300", "unknown", "", "500"};
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < IDS; i++) {
    ids.push_back(kinds[i % 5]);
  }
  return ids;
}

void is_answered(const smsp::ResultView &result, const std::string &id) {
  if (id.empty()) {
    CHECK(result.error_code() == SMSP_ERROR_MESSAGE_ID_REQUIRED);
  } else if (id == "unknown") {
    CHECK(result.error_code() == SMSP_ERROR_MESSAGE_NOT_FOUND);
  } else {
    CHECK(result.ok());
    CHECK(result.message_id() == id);
  }
}

void results_are_in_the_order_of_the_ids(const smsp::Client &client) {
  const std::vector<std::string> asked = ids();
  const std::thread::id caller = std::this_thread::get_id();
  std::vector<int> calls(IDS);

  const smsp::Batch batch =
      client.bulk_status_many(asked, [&](std::size_t index, const smsp::ResultView &result) {
        CHECK(std::this_thread::get_id() == caller);
        is_answered(result, asked.at(index));
        calls.at(index)++;
        return true;
      });
  CHECK(calls == std::vector<int>(IDS, 1));
  CHECK(batch.size() == IDS && !batch.empty());
  CHECK(batch.error_count() == IDS / 5 * 2);

  std::size_t index = 0;
  for (const smsp::ResultView result : batch) {
    CHECK(result.c_ptr() == batch[index].c_ptr());
    is_answered(result, asked[index]);
    index++;
  }
  CHECK(index == IDS);
  CHECK(batch[IDS].c_ptr() == nullptr);
  CHECK(std::find_if(batch.begin(), batch.end(), [](const smsp::ResultView &result) {
          return !result.ok();
        })->error_code() == SMSP_ERROR_MESSAGE_NOT_FOUND);

  CHECK(client.bulk_status_many(asked).error_count() == IDS / 5 * 2);
  CHECK(client.bulk_status_many({}).empty());
}

void a_callback_stops_a_batch(const smsp::Client &client) {
  std::vector<bool> seen(IDS);
  std::size_t calls = 0;
  const smsp::Batch batch =
      client.bulk_status_many(ids(), [&](std::size_t index, const smsp::ResultView &) {
        seen[index] = true;
        return ++calls != 20;
      });
  CHECK(calls == 20 && batch.size() == IDS);
  for (std::size_t i = 0; i < IDS; i++) {
    CHECK((batch[i].error_code() == SMSP_ERROR_CANCELLED) != seen[i]);
  }
}

// What the callbacks below throw: it derives from nothing and frees memory.
struct Thrown {
  std::string why;
};

void what_a_callback_throws_arrives(const smsp::Client &client) {
  int calls = 0;
  int caught = 0;
  const auto fail = [&] {
    if (++calls == 3) {
      throw Thrown{"a text that is too long for the inside of a string"};
    }
    return true;
  };

  try {
    client.bulk_status_many(ids(),
                            [&](std::size_t, const smsp::ResultView &) { return fail(); });
  } catch (const Thrown &thrown) {
    CHECK(thrown.why.size() == 50);
    caught++;
  }
  CHECK(caught == 1 && calls == 3);

  calls = 0;
  try {
    client.wait("304", LONG, [&](const smsp::ResultView &) { return fail(); });
  } catch (const Thrown &) {
    caught++;
  }
  CHECK(caught == 2 && calls == 3);

  calls = 0;
  try {
    client.try_wait("304", LONG, [&](const smsp::ResultView &) { return fail(); });
  } catch (const Thrown &) {
    caught++;
  }
  CHECK(caught == 3 && calls == 3);
  CHECK(client.bulk_status("300").size() == 4);
}

void waits_end_with_the_last_report(const smsp::Client &client) {
  std::size_t calls = 0;
  const smsp::Result result = client.wait("301", LONG, [&](const smsp::ResultView &poll) {
    CHECK(poll.count(smsp::Status::delivered) == calls);
    calls++;
    return true;
  });
  CHECK(calls == 4 && result.count(smsp::Status::delivered) == 3);

  calls = 0;
  const smsp::Result stopped =
      client.try_wait("304", LONG, [&](const smsp::ResultView &) { return ++calls != 2; });
  CHECK(calls == 2 && stopped.count(smsp::Status::waiting) == 1);

  CHECK(client.wait("304", milliseconds(100)).count(smsp::Status::waiting) == 1);
  CHECK(client.try_wait("unknown", LONG).error_code() == SMSP_ERROR_MESSAGE_NOT_FOUND);
  CHECK(client.try_wait("304", milliseconds(-1)).error_code() == SMSP_ERROR_INVALID_ARGUMENT);
  try {
    client.wait("unknown", LONG);
    CHECK(false);
  } catch (const smsp::Error &error) {
    CHECK(error.code() == SMSP_ERROR_MESSAGE_NOT_FOUND);
  }
}

void a_watch_gives_each_poll(const smsp::Client &client) {
  smsp::Watch watch(client, "303", LONG);
  std::size_t polls = 0;
  CHECK(watch.delay() == milliseconds(0));
  while (!watch.done()) {
    std::this_thread::sleep_for(watch.delay());
    const smsp::Result result = watch.next();
    CHECK(result.ok());
    CHECK(result.size() == (polls == 0 ? 0 : 1));
    polls++;
  }
  CHECK(polls == 3);
  CHECK(watch.next().c_ptr() == nullptr);
  CHECK(watch.delay() == milliseconds(0));

  smsp::Watch refused(client, "303", milliseconds(-1));
  CHECK(refused.next().error_code() == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(refused.done());
}

void what_was_moved_from_is_empty(const smsp::Client &client) {
  smsp::Batch batch = client.bulk_status_many({"300", "500"});
  const smsp::Batch::iterator first = batch.begin();
  const smsp::Batch new_owner = std::move(batch);
  CHECK(batch.empty() && batch.error_count() == 0 && batch.c_ptr() == nullptr);
  CHECK(batch.begin() == batch.end() && batch[0].c_ptr() == nullptr);
  CHECK(new_owner.size() == 2 && first->size() == 4);

  smsp::Watch watch(client, "300", LONG);
  smsp::Watch new_watch = std::move(watch);
  CHECK(watch.done() && watch.delay() == milliseconds(0) && watch.next().c_ptr() == nullptr);
  CHECK(!new_watch.done() && new_watch.next().size() == 4);

  smsp::Client owner("key");
  const smsp::Client new_client = std::move(owner);
  CHECK(owner.bulk_status_many({"300", ""}).error_count() == 2);
  CHECK(owner.bulk_status_many({"300"})[0].error_code() == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(owner.try_wait("300", LONG).error_code() == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp::Watch(owner, "300", LONG).next().error_code() == SMSP_ERROR_INVALID_ARGUMENT);
}

static_assert(!std::is_copy_constructible<smsp::Batch>::value, "a batch has one owner");
static_assert(!std::is_copy_constructible<smsp::Watch>::value, "a watch has one owner");
static_assert(std::is_nothrow_move_constructible<smsp::Batch>::value, "moving costs nothing");
static_assert(std::is_nothrow_move_assignable<smsp::Watch>::value, "moving costs nothing");

} // namespace

int main(int argc, char **argv) {
  CHECK(argc == 4);
  smsp::Options options;
  options.base_url(argv[1]).poll_interval(milliseconds(10), milliseconds(50));
  if (*argv[2] != '\0') {
    options.ca_file(argv[2]);
  }
  const smsp::Client client(argv[3], options);
  results_are_in_the_order_of_the_ids(client);
  a_callback_stops_a_batch(client);
  what_a_callback_throws_arrives(client);
  waits_end_with_the_last_report(client);
  a_watch_gives_each_poll(client);
  what_was_moved_from_is_empty(client);
  return 0;
}
