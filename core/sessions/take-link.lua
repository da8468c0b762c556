-- A link is used: the session is of another generation from then on, so that the link, others like it, and the tokens of
-- the device that had the session before are good for nothing.
local known = redis.call('HMGET', keys.session, 'protected', 'generation', 'erased')
if known[1] ~= '1' or known[2] ~= args.generation or known[3] then return {'gone'} end
redis.call('HSET', keys.session, 'generation', args.fresh)
redis.call('DEL', keys.invited) -- whoever writes again gets another
return {'taken', args.fresh}
