/*
 * Prints what became of an SMS, recipient by recipient.
 *
 *   status MESSAGE_ID [BASE_URL [CA_FILE]]
 *
 * MESSAGE_ID is what the provider answered when the SMS was sent. The API key
 * is read from the environment variable SMSPARTNER_API_KEY, because arguments
 * can be seen by other users of the machine. Dates are in local time.
 *
 * Compile it from the root of the repository after "cargo build --release",
 * with the shared library or with the static one:
 *
 *   ln -sf libsmsp.so target/release/libsmsp.so.1
 *   c++ -std=c++11 -Iinclude examples/cpp/status.cpp -Ltarget/release -lsmsp \
 *       -Wl,-rpath,"$PWD/target/release" -o status
 *
 *   c++ -std=c++11 -Iinclude examples/cpp/status.cpp target/release/libsmsp.a \
 *       -lgcc_s -lutil -lrt -lpthread -lm -ldl -o status
 *
 * Where the library is installed, "c++ status.cpp -lsmsp -o status" is enough.
 *
 * Run it; the second and the third line ask the sandbox of the repository, which
 * shows its key, its message IDs and its CA file when it starts:
 *
 *   SMSPARTNER_API_KEY=your-key ./status 123456
 *   SMSPARTNER_API_KEY=its-key ./status 300 http://127.0.0.1:8025/v1
 *   SMSPARTNER_API_KEY=its-key ./status 300 https://127.0.0.1:8025/v1 ca.pem
 *
 * Exit codes:
 *
 *   0  the table was printed
 *   2  an argument of the program is missing or not usable
 *   3  the API key or the message ID is missing
 *   4  the provider knows no such message
 *   5  the provider does not accept the API key
 *   6  the provider refused for another reason
 *   7  no connection, or no answer in time: try again later
 *   8  too many requests: try again later
 *   9  the answer is not usable, or anything else
 */
#include <smsp.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string>

namespace {

int exit_code(const smsp::Error &error) {
  switch (error.code()) {
  case SMSP_ERROR_INVALID_ARGUMENT:
    return 2;
  case SMSP_ERROR_API_KEY_REQUIRED:
  case SMSP_ERROR_MESSAGE_ID_REQUIRED:
    return 3;
  case SMSP_ERROR_MESSAGE_NOT_FOUND:
    return 4;
  case SMSP_ERROR_API_KEY_INCORRECT:
    return 5;
  case SMSP_ERROR_CONNECT:
  case SMSP_ERROR_TLS:
  case SMSP_ERROR_TIMEOUT:
  case SMSP_ERROR_NETWORK:
    return 7;
  case SMSP_ERROR_RATE_LIMITED:
    return 8;
  default:
    // A positive code without a constant is the provider's own.
    return error.code() > 0 ? 6 : 9;
  }
}

void print_error(const smsp::Error &error) {
  const std::string message = error.what();
  const std::string advice = smsp::error_text(error.code());

  std::cerr << "error " << error.code() << " (" << smsp::error_name(error.code())
            << "): " << message << '\n';
  if (error.code() == SMSP_ERROR_API_KEY_REQUIRED) {
    std::cerr << "Put the key into the environment variable SMSPARTNER_API_KEY.\n";
  } else if (error.api_code() != 0 && message != advice) {
    // The provider says what is wrong, in French, but not what to do.
    std::cerr << advice << '\n';
  }
  if (error.retry_after() > std::chrono::seconds(0)) {
    std::cerr << "Wait " << error.retry_after().count()
              << " s before the next request, as the server asks.\n";
  }
}

// The name of a status, or the server's own text where the library knows none.
std::string status_shown(const smsp::Entry &entry) {
  const bool only_text = entry.status == smsp::Status::unknown && !entry.status_text.empty();
  return only_text ? entry.status_text : smsp::name(entry.status);
}

// The date in local time, or as the server spelt it where it is no time.
std::string date_shown(const smsp::Entry &entry) {
  const std::time_t seconds = static_cast<std::time_t>(entry.date);
  // A time_t of 32 bits ends in 2038.
  const bool is_time = entry.date != 0 && static_cast<std::int64_t>(seconds) == entry.date;
  const std::tm *local = is_time ? std::localtime(&seconds) : nullptr;
  char text[32];

  if (local != nullptr && std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", local) > 0) {
    return text;
  }
  return entry.date_text.empty() ? "-" : entry.date_text;
}

// The number of characters, which is not the number of bytes in UTF-8.
std::size_t width(const std::string &text) {
  const auto begins_character = [](char byte) { return (byte & 0xC0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string cell(const std::string &text, std::size_t column_width) {
  return text + std::string(column_width - width(text) + 2, ' ');
}

void print_table(const smsp::Result &result) {
  std::size_t number_width = width("NUMBER");
  std::size_t status_width = width("STATUS");
  for (const smsp::Entry &entry : result) {
    number_width = std::max(number_width, width(entry.phone_number));
    status_width = std::max(status_width, width(status_shown(entry)));
  }

  int stops = 0;
  std::cout << cell("NUMBER", number_width) << cell("STATUS", status_width) << "STOP  DATE\n";
  for (const smsp::Entry &entry : result) {
    std::cout << cell(entry.phone_number, number_width) << cell(status_shown(entry), status_width)
              << (entry.stop_sms ? "yes   " : "no    ") << date_shown(entry) << '\n';
    stops += entry.stop_sms;
  }

  std::cout << '\n'
            << result.size() << (result.size() == 1 ? " recipient: " : " recipients: ")
            << result.count(smsp::Status::delivered) << " delivered, "
            << result.count(smsp::Status::waiting) << " waiting, "
            << result.count(smsp::Status::not_delivered) << " not delivered, "
            << result.count(smsp::Status::not_sent) << " not sent, "
            << result.count(smsp::Status::unknown) << " unknown, " << stops << " stop\n";
}

// Asks another server than the provider's.
smsp::Result ask_server(const char *api_key, const char *message_id, const char *base_url,
                        const char *ca_file) {
  smsp::Options options;
  options.timeout(std::chrono::seconds(30)).base_url(base_url);
  if (ca_file != nullptr) {
    options.ca_file(ca_file);
  }
  return smsp::Client(api_key, options).bulk_status(message_id);
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 2 || argc > 4) {
    std::cerr << "usage: status MESSAGE_ID [BASE_URL [CA_FILE]]\n"
                 "The API key is read from the environment variable SMSPARTNER_API_KEY.\n";
    return 2;
  }

  const char *api_key = std::getenv("SMSPARTNER_API_KEY");
  try {
    const smsp::Result result =
        argc == 2 ? smsp::bulk_status(api_key, argv[1])
                  : ask_server(api_key, argv[1], argv[2], argc == 4 ? argv[3] : nullptr);
    print_table(result);
    return 0;
  } catch (const smsp::Error &error) {
    print_error(error);
    return exit_code(error);
  }
}
