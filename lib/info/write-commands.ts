/**
 * The commands that Redis 6.0 to 8.0 and Valkey 8.1 to 9.1 flag as writing, without those of modules: what stands in for
 * COMMAND INFO where that may not be asked.
 */
export const writeCommands: ReadonlySet<string> = new Set(
  `append bitfield bitop blmove blmpop blpop brpop brpoplpush bzmpop bzpopmax bzpopmin copy decr decrby del delifeq expire
  expireat flushall flushdb geoadd georadius georadiusbymember geosearchstore getdel getex getset hdel hexpire hexpireat
  hgetdel hgetex hincrby hincrbyfloat hmset hpersist hpexpire hpexpireat hset hsetex hsetnx incr incrby incrbyfloat linsert
  lmove lmpop lpop lpush lpushx lrem lset ltrim migrate move mset msetex msetnx persist pexpire pexpireat pfadd pfmerge
  psetex rename renamenx restore rpop rpoplpush rpush rpushx sadd sdiffstore set setbit setex setnx setrange sinterstore
  smove sort spop srem sunionstore swapdb unlink xack xadd xautoclaim xclaim xdel xgroup xgroup|create
  xgroup|createconsumer xgroup|delconsumer xgroup|destroy xgroup|setid xreadgroup xsetid xtrim zadd zdiffstore zincrby
  zinterstore zmpop zpopmax zpopmin zrangestore zrem zremrangebylex zremrangebyrank zremrangebyscore zunionstore`
    .split(/\s+/)
    .filter((name) => name !== ""),
);
