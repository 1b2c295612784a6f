-- libsmsp for LuaJIT. What a call answers is copied into plain Lua tables and
-- freed at once, so nothing here can dangle. Failures are raised as a table
-- with `code` and `message`.
local ffi = require("ffi")

-- The declarations come from the header that is shipped with the library.
local folder = debug.getinfo(1, "S").source:match("^@(.*/)") or "./"
local header = assert(io.open(os.getenv("SMSP_FFI_HEADER") or folder .. "../../include/smsp_ffi.h"))
ffi.cdef(header:read("*a"))
header:close()

local path = os.getenv("SMSP_LIBRARY") or "libsmsp.so.1"
local found, lib = pcall(ffi.load, path)
if not found then
  -- Level 0: a sentence for the user needs no line number.
  error("Cannot load " .. path .. " (" .. lib .. "). Set SMSP_LIBRARY=/path/to/libsmsp.so.1"
    .. ", or LD_LIBRARY_PATH to its folder.", 0)
end

local smsp = {}

local Error = {}
Error.__tostring = function(self) return ("error %d: %s"):format(self.code, self.message) end

local function fail(code, message)
  error(setmetatable({ code = code, message = message }, Error))
end

local function check(code)
  if code ~= lib.SMSP_OK then
    fail(code, ffi.string(lib.smsp_error_text(code)))
  end
end

local function entry(result, index)
  local status = lib.smsp_result_status(result, index)
  local unknown = status == lib.SMSP_STATUS_UNKNOWN
  return {
    number = ffi.string(lib.smsp_result_phone_number(result, index)),
    status = ffi.string(unknown and lib.smsp_result_status_text(result, index)
      or lib.smsp_status_name(status)),
    stop_sms = lib.smsp_result_stop_sms(result, index) ~= 0,
    -- An int64_t is a boxed cdata; a Lua number holds seconds exactly up to 2^53.
    date = tonumber(lib.smsp_result_date(result, index)),
  }
end

-- Copies a result and frees it.
local function take(result)
  local taken = {
    code = lib.smsp_result_error_code(result),
    message = ffi.string(lib.smsp_result_error_message(result)),
    delivered = lib.smsp_result_count_status(result, lib.SMSP_STATUS_DELIVERED),
    not_delivered = lib.smsp_result_count_status(result, lib.SMSP_STATUS_NOT_DELIVERED),
    waiting = lib.smsp_result_count_status(result, lib.SMSP_STATUS_WAITING),
    entries = {},
  }
  for index = 0, lib.smsp_result_count(result) - 1 do
    taken.entries[index + 1] = entry(result, index)
  end
  lib.smsp_result_free(result)
  return taken
end

local function succeeded(result)
  if result.code ~= lib.SMSP_OK then
    fail(result.code, result.message)
  end
  return result
end

local Client = {}
Client.__index = Client

-- options: base_url, first_poll_ms, longest_poll_ms. Everything has a default.
function smsp.client(api_key, options)
  local handle = ffi.gc(lib.smsp_options_new(), lib.smsp_options_free)
  if options.base_url then
    check(lib.smsp_options_set_base_url(handle, options.base_url))
  end
  if options.first_poll_ms then
    check(lib.smsp_options_set_poll_interval_ms(handle, options.first_poll_ms,
      options.longest_poll_ms))
  end
  local client = lib.smsp_client_new(api_key, handle)
  return setmetatable({ handle = ffi.gc(client, lib.smsp_client_free) }, Client)
end

function Client:bulk_status(message_id)
  return succeeded(take(lib.smsp_client_bulk_status(self.handle, message_id)))
end

-- Polls until nobody is waiting any more; on_poll(result) may return false to
-- stop. A Lua error must not unwind through the library's frames, so this is
-- smsp_watch: on_poll runs between two calls of the library, never inside one.
function Client:wait(message_id, max_wait_ms, on_poll)
  local watch = lib.smsp_watch_new(self.handle, message_id, max_wait_ms)
  local fine, last = pcall(function()
    local last
    local result = lib.smsp_watch_next(watch)
    -- A NULL pointer equals nil, but counts as true.
    while result ~= nil do
      last = take(result)
      if on_poll(last) == false then break end
      result = lib.smsp_watch_next(watch)
    end
    return last
  end)
  lib.smsp_watch_free(watch)
  return succeeded(fine and last or error(last, 0))
end

-- Closes the connections now; otherwise the garbage collector does.
function Client:close()
  if self.handle then
    lib.smsp_client_free(ffi.gc(self.handle, nil))
    self.handle = nil
  end
end

return smsp
