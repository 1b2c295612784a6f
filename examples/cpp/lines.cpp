/*
 * The program that examples/c/lines.c describes, with the C++11 of smsp.hpp.
 * Build and run it from the root of the repository after "cargo build --release":
 *
 *   ln -sf libsmsp.so target/release/libsmsp.so.1
 *   c++ -std=c++11 -Iinclude examples/cpp/lines.cpp -Ltarget/release -lsmsp \
 *       -Wl,-rpath,"$PWD/target/release" -o lines && ./lines your-key 123456
 */
#include <smsp.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

// An exception thrown here would stop the wait and arrive where wait() was called.
bool print_poll(const smsp::ResultView &result) {
  std::cout << "poll: " << result.count(smsp::Status::waiting) << " waiting\n";
  return true;
}

void print_report(const smsp::Result &result) {
  int stops = 0;
  for (const smsp::Entry &entry : result) {
    const bool unknown = entry.status == smsp::Status::unknown;
    std::cout << entry.phone_number << '|'
              << (unknown ? entry.status_text : smsp::name(entry.status)) << '|' << entry.stop_sms
              << '|' << entry.date << '\n';
    stops += entry.stop_sms;
  }
  std::cout << result.size() << " recipients, " << result.count(smsp::Status::delivered)
            << " delivered, " << result.count(smsp::Status::not_delivered) << " not delivered, "
            << result.count(smsp::Status::waiting) << " waiting, " << stops << " stop\n";
}

} // namespace

int main(int argc, char **argv) {
  const bool waits = argc == 4 && std::string(argv[3]) == "wait";
  if (argc != 3 && !waits) {
    std::cerr << "usage: lines KEY MESSAGE_ID [wait]\n";
    return 2;
  }

  try {
    smsp::Options options;
    options.poll_interval(std::chrono::milliseconds(50), std::chrono::milliseconds(200));
    if (const char *base_url = std::getenv("SMSP_BASE_URL")) {
      options.base_url(base_url);
    }
    const smsp::Client client(argv[1], options);
    print_report(waits ? client.wait(argv[2], std::chrono::seconds(60), print_poll)
                       : client.bulk_status(argv[2]));
    return 0;
  } catch (const smsp::Error &error) {
    std::cout << "error " << error.code() << ": " << error.what() << '\n';
    return 1;
  }
}
