-- How long keys are good for, which one takes the place of another, and how much they are used.

alter table editorial.keys
  -- From then on it opens nothing.
  add column expires_at timestamptz,
  -- The key that its holder goes on with.
  add column successor_id text references editorial.keys;
create index on editorial.keys (created_at desc, id desc);

-- Requests with a key, by day (UTC). Counted in each instance and added here every few seconds.
create table editorial.key_uses (
  key_id text not null references editorial.keys on delete cascade,
  day date not null,
  requests bigint not null check (requests > 0),
  last_at timestamptz not null,
  primary key (key_id, day)
);
create index on editorial.key_uses (day);
