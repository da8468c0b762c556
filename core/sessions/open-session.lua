-- Opens a protected session: from here on it is written to with its token only. One that is there stays as it is.
local known = redis.call('HMGET', keys.session, 'protected', 'generation', 'erased')
if known[3] then return {'erased'} end
if known[1] then return {'known', known[2]} end
local which, left = over_budget()
if which then return {'limited', which, left} end
redis.call('HSET', keys.session, 'protected', 1, 'generation', args.generation, 'created_at', now(), unpack(args.fields))
redis.call('PEXPIRE', keys.session, args.keep)
spend_budgets()
return {'opened', args.generation}
