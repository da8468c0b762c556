-- A visitor agrees: in a session that is there, is not being erased, and is still of the token's generation.
local known = redis.call('HMGET', keys.session, 'protected', 'generation', 'erased')
if known[1] ~= '1' or known[2] ~= args.generation or known[3] then return {'gone'} end
if args.version ~= '' then redis.call('HSET', keys.session, 'consent', args.version, 'consent_at', now()) end
return {'given'}
