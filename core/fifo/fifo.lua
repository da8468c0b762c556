--[[
  Jobs of a group, one after the other: a session's messages, a chat's deliveries. What is here knows neither.
  A group's jobs stand in a list in their order, the running one first; only that one is in the stream or delayed.

    state     where it is                     entered by                        left by
    waiting   in the list, not first          add, behind others                pass: the job before it is over
    running   first, an entry in the stream   add or pass, promote, release     pass (over), delay
    delayed   first, in the delayed jobs      delay                             promote, pass (over)
    held      first, in neither               hold (a person answers)           put, pass (over)

  Whichever job is over, `pass` takes it out and puts the next one: one step with what ended it.
]]
-- The entry id of the running job; false where it has none.
local function head_entry()
  if args.head_field == '' then return redis.call('GET', keys.head) end
  return string.match(redis.call('HGET', keys.head, args.head_field) or '', '^%S+') or false
end

local function forget()
  if args.head_field == '' then return redis.call('GETDEL', keys.head) end
  local last = head_entry()
  redis.call('HDEL', keys.head, args.head_field)
  return last
end

local function ack(entry)
  if not entry or entry == '' then return end
  redis.call('XACK', keys.stream, args.group, entry)
  redis.call('XDEL', keys.stream, entry)
end

-- Out of the stream, still first of its group.
local function hold(entry)
  ack(entry)
  if args.head_field == '' then forget() end
end

local function delay(job, entry, due)
  hold(entry)
  redis.call('ZADD', keys.delayed, due, entry_key(job))
end

-- A job is over: its group's turn goes to the next one. `entry`: '' where it may be anywhere.
local function pass(job, entry)
  local jobs = redis.call('LRANGE', keys.jobs, 0, 1)
  if entry ~= '' then ack(entry) else redis.call('ZREM', keys.delayed, entry_key(job)) end
  if jobs[1] ~= job then
    redis.call('LREM', keys.jobs, 1, job)
    return
  end
  redis.call('LPOP', keys.jobs)
  local last
  if jobs[2] then last = put(jobs[2]) else last = forget() end
  if last ~= entry then ack(last) end -- it was put again, or nobody said where it is
end
