// The same as program.c with the C++ wrapper.
#include <iostream>
#include <smsp.hpp>

int main(int count, char **arguments)
{
  if (count != 3) {
    std::cerr << "usage: program API_KEY MESSAGE_ID\n";
    return 2;
  }
  for (const smsp::Entry &entry : smsp::bulk_status(arguments[1], arguments[2])) {
    std::cout << entry.phone_number << ' ' << smsp::name(entry.status) << '\n';
  }
}
