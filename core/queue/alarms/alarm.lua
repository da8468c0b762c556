-- What the guard said of the message: kept with it, counted, and told to a clinic that wants to be told.
local function note_alarm(now)
  if args.alarm == '' then return end
  redis.call('HSET', keys.message, 'guard_kind', args.alarm, 'guard_text', args.alarm_text,
    'guard_phone', args.alarm_phone)
  redis.call('HINCRBY', keys.alarms_heard, args.alarm_heard, 1)
  needs_person(now, args.alarm)
  if args.is_notified == '' then return end
  redis.call('HDEL', keys.message, 'told_with') -- of the words before these
  redis.call('ZADD', keys.alarms, now, entry_key(args.id))
end

-- And said to whoever reads the message's events.
local function sound_alarm(now)
  if args.alarm == '' then return end
  redis.call('XADD', keys.events, '*', 'type', 'guard', 'kind', args.alarm, 'text', args.alarm_text,
    'phone', args.alarm_phone, 'locale', args.alarm_locale, 'by', 'guard')
  note_alarm(now)
end
