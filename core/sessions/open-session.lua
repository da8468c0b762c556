-- Opens a protected session: from here on it is written to with its token only. One that is there stays as it is.
local which, left = over_budget()
if which and redis.call('EXISTS', keys.session) == 0 then return {'limited', which, left} end
if redis.call('HSETNX', keys.session, 'protected', 1) == 0 then return {'known'} end
redis.call('HSET', keys.session, 'created_at', now(), unpack(args.fields))
redis.call('PEXPIRE', keys.session, args.keep)
spend_budgets()
return {'opened'}
