-- The program that examples/c/lines.c describes. Run, from the root of the repository:
--   SMSP_LIBRARY=target/release/libsmsp.so luajit examples/lua/lines.lua KEY MESSAGE_ID [wait]
package.path = (arg[0]:match("^(.*/)") or "./") .. "?.lua;" .. package.path

local api_key, message_id, mode = arg[1], arg[2], arg[3]
if #arg < 2 or #arg > 3 or (mode and mode ~= "wait") then
  io.stderr:write("usage: luajit lines.lua KEY MESSAGE_ID [wait]\n")
  os.exit(2)
end

local loaded, smsp = pcall(require, "smsp")
if not loaded then
  io.stderr:write(smsp, "\n")
  os.exit(3)
end

local function ask()
  local client = smsp.client(api_key, {
    base_url = os.getenv("SMSP_BASE_URL"),
    first_poll_ms = mode and 50,
    longest_poll_ms = mode and 200,
  })
  local fine, result = pcall(function()
    if not mode then
      return client:bulk_status(message_id)
    end
    return client:wait(message_id, 60000, function(polled)
      print(("poll: %d waiting"):format(polled.waiting))
    end)
  end)
  client:close()
  return fine and result or error(result, 0)
end

local fine, result = pcall(ask)
if not fine then
  if type(result) ~= "table" then error(result, 0) end -- a bug, not an answer
  print(result)
  os.exit(1)
end

local stops = 0
for _, entry in ipairs(result.entries) do
  local stop = entry.stop_sms and 1 or 0
  print(("%s|%s|%d|%d"):format(entry.number, entry.status, stop, entry.date))
  stops = stops + stop
end
print(("%d recipients, %d delivered, %d not delivered, %d waiting, %d stop"):format(
  #result.entries, result.delivered, result.not_delivered, result.waiting, stops))
