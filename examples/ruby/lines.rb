# The program that examples/c/lines.c describes. Run, from the root of the repository:
#   SMSP_LIBRARY=target/release/libsmsp.so ruby examples/ruby/lines.rb KEY MESSAGE_ID [wait]
begin
  require_relative "smsp"
rescue LoadError => error
  warn error.message
  exit 3
end

api_key, message_id, mode = ARGV
unless ARGV.length.between?(2, 3) && [nil, "wait"].include?(mode)
  warn "usage: ruby lines.rb KEY MESSAGE_ID [wait]"
  exit 2
end

begin
  report = SMSP::Client.open(api_key, base_url: ENV["SMSP_BASE_URL"],
                                      poll_interval_ms: mode && [50, 200]) do |client|
    if mode
      client.wait(message_id, 60_000) { |poll| puts "poll: #{poll.count(SMSP::WAITING)} waiting" }
    else
      client.bulk_status(message_id)
    end
  end
rescue SMSP::Error => error
  puts "error #{error.code}: #{error.message}"
  exit 1
end

report.entries.each do |entry|
  puts [entry.phone_number, entry.status_name, entry.stop_sms ? 1 : 0, entry.date].join("|")
end
puts "#{report.entries.length} recipients, #{report.count(SMSP::DELIVERED)} delivered, " \
  "#{report.count(SMSP::NOT_DELIVERED)} not delivered, #{report.count(SMSP::WAITING)} waiting, " \
  "#{report.entries.count(&:stop_sms)} stop"
