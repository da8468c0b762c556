--[[
  New words for a message that was not answered yet. Whoever is at it begins anew, and so does a turn that may have read
  the old ones together with its own; what they still write is refused.
]]
local known = read(keys.message)
if not known.status then return {'unknown'} end
if not is_open(known) then return {'ended'} end
local first = redis.call('LINDEX', keys.jobs, 0) or ''
if first ~= args.first or redis.call('HGET', keys.message, 'text') ~= args.before then return {'moved'} end
redis.call('HSET', keys.message, 'text', args.text)
sound_alarm(now())
if first == args.id and known.status == 'processing' then
  begin_anew(args.id, keys.message)
elseif first ~= args.id and args.merges ~= '' and redis.call('HGET', keys.first, 'status') == 'processing' then
  begin_anew(first, keys.first)
end
return {'amended'}
