-- A job into the stream, as the running one of its group.
local function remember(entry, job)
  if args.head_field == '' then return redis.call('SET', keys.head, entry, 'PX', args.keep, 'GET') end
  local last = redis.call('HGET', keys.head, args.head_field)
  redis.call('HSET', keys.head, args.head_field, entry .. ' ' .. job)
  return last
end

-- The name of a job where it has no entry.
local function entry_key(job)
  return job .. ' ' .. args.channel .. ' ' .. args.session
end

-- Answers where the group's job before it was; false where there was none.
local function put(job)
  local entry = redis.call('XADD', keys.stream, '*', 'message', job, 'channel', args.channel, 'session', args.session)
  return string.match(remember(entry, job) or '', '^%S+')
end
