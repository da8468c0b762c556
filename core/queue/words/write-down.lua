local function is_written_down()
  return redis.call('EXISTS', keys.idempotency) == 1
end

-- A message that is over as it comes: its hash, its place in the conversation, its words.
local function write_down(status, role, fields)
  local at = now()
  if args.has_words ~= '' then
    redis.call('XADD', keys.transcript, 'MAXLEN', '~', constants.longest, '*', 'role', role, 'message', args.id)
    redis.call('PEXPIRE', keys.transcript, args.keep)
  end
  redis.call('HSET', keys.idempotency, 'fingerprint', args.fingerprint, 'message', args.id, 'session', args.session)
  redis.call('PEXPIRE', keys.idempotency, args.keep)
  redis.call('HSET', keys.message, 'status', status, 'channel', args.channel, 'session', args.session, 'attempt', 0,
    'created_at', at, 'finished_at', at, 'keep', args.keep, unpack(fields))
  redis.call('PEXPIRE', keys.message, args.keep)
  redis.call('ZADD', keys.messages, args.said_at * 1000, args.id)
  redis.call('PEXPIRE', keys.messages, args.keep)
  note_activity(at)
end
