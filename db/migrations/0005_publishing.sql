-- Publishing over HTTP and by the clock: keys, the states of a story, where stories came from, and a change log that tells
-- each reader what entered and left the part it follows.

-- Clients of the editorial API. Of a key only its hash is kept; the id is its first, open part, by which it is looked up.
create table editorial.keys (
  id text primary key check (id ~ '^[a-z0-9]{12}$'),
  name delivery.one_line not null,
  hash bytea not null check (length(hash) = 32),
  scopes text[] not null check (scopes <@ array['content:read', 'content:write', 'admin'] and cardinality(scopes) > 0),
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

-- Signs links to single drafts. The delivery role must not read it: whoever has it can see every draft.
create table editorial.preview_key (
  key bytea not null,
  one boolean primary key default true check (one)
);
insert into editorial.preview_key (key)
select uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());

-- The first answer to a request that carried an Idempotency-Key, written in the transaction of what the request did.
create table editorial.idempotent_answers (
  key_id text not null references editorial.keys on delete cascade,
  idempotency_key text not null check (length(idempotency_key) between 1 and 255),
  -- Of method, address and body: the same key on another request is a mistake.
  request_hash bytea not null check (length(request_hash) = 32),
  status smallint not null,
  headers json not null,
  body bytea not null,
  answered_at timestamptz not null default now(),
  primary key (key_id, idempotency_key)
);
create index on editorial.idempotent_answers (answered_at);

alter table editorial.articles
  -- Which revision is public; the current one may be further.
  add column published_revision int,
  add column modified_at timestamptz not null default now(),
  -- Of the publication that is due.
  add column impact delivery.impact not null default 'major';
update editorial.articles set published_revision = revision where first_published_at is not null;
update editorial.articles set publish_at = least(created_at, embargo_until) where state = 'embargoed' and publish_at is null;
alter table editorial.articles
  -- When the clock publishes it: as asked for, but never while under embargo. A story that is public already can be due, too.
  add column due_at timestamptz generated always as (
    case when publish_at is not null then greatest(publish_at, embargo_until) end
  ) stored,
  add foreign key (id, published_revision) references editorial.revisions (article_id, number) deferrable initially deferred,
  add check (state not in ('scheduled', 'embargoed') or publish_at is not null),
  add check (state not in ('draft', 'withdrawn') or publish_at is null);
create index on editorial.articles (due_at, id) where due_at is not null;
create index on editorial.articles (modified_at desc, id desc);
create index on editorial.articles (state, modified_at desc, id desc);

-- A slug that only drafts had may be given to another story; one that was public may not.
alter table editorial.article_slugs add column was_public boolean not null default false;
update editorial.article_slugs s
set was_public = true
where exists (select from delivery.article_slugs d where d.slug = s.slug);

-- What was done with a story besides saving it, and by whom. Revisions tell of the saves.
create table editorial.article_events (
  id bigint generated always as identity primary key,
  article_id uuid not null references editorial.articles on delete cascade,
  action text not null check (
    action in ('scheduled', 'unscheduled', 'published', 'corrected', 'withdrawn', 'reinstated', 'expired')
  ),
  revision int not null,
  -- For those that changed what is public.
  version int,
  note text,
  done_by text not null,
  done_at timestamptz not null default clock_timestamp()
);
create index on editorial.article_events (article_id, id);

-- Where a story came from, so that the same one delivered again is known.
create table editorial.article_sources (
  provider text not null check (provider ~ '^[a-z0-9]+([.-][a-z0-9]+)*$' and length(provider) <= 60),
  external_id text not null check (length(external_id) between 1 and 500),
  article_id uuid not null unique references editorial.articles on delete cascade,
  -- Of the content as it was delivered last.
  content_hash bytea not null check (length(content_hash) = 32),
  primary key (provider, external_id)
);

-- Sections and tags that were merged into others. Whoever still knows the old id goes on being told of the stories.
create table delivery.merged_sections (
  id int primary key,
  into_id int not null references delivery.sections on delete cascade deferrable initially deferred
);
create index on delivery.merged_sections (into_id);
create table delivery.merged_tags (
  id int primary key,
  into_id int not null
);
create index on delivery.merged_tags (into_id);

-- What a story could be filtered by after the change; null where it was no longer public then. Read together with the story's
-- change before, this tells whether it entered or left the part that a reader follows. Ids of what was merged into a
-- section or tag stand beside its own.
alter table delivery.changes
  add column type delivery.article_type,
  add column language delivery.language,
  add column section_ids int[],
  add column tag_ids int[],
  add column tag_ids_above int[],
  add check (num_nulls(type, language, section_ids, tag_ids, tag_ids_above) in (0, 5));
-- The tags above these, with what was merged into them.
create function delivery.tags_above(tag_ids int[]) returns int[]
language sql stable
return array(
  with recursive above as (
    select parent_id as id from delivery.tags where id = any(tag_ids) and parent_id is not null
    union
    select t.parent_id from above join delivery.tags t using (id) where t.parent_id is not null
  )
  select id from above
  union
  select m.id from above join delivery.merged_tags m on m.into_id = above.id
  order by 1
);
-- Of the past nothing is known but where the stories ended up.
update delivery.changes c
set
  type = r.type, language = r.language, section_ids = r.section_ids, tag_ids = r.tag_ids,
  tag_ids_above = delivery.tags_above(r.tag_ids)
from delivery.article_rows r
where r.id = c.article_id and c.kind in ('published', 'updated', 'corrected');

-- Versions of public stories that newer ones have replaced. They go with the story.
create table delivery.article_version_rows (
  id uuid not null references delivery.article_rows on delete cascade,
  slug delivery.slug not null,
  version int not null,
  type delivery.article_type not null,
  language delivery.language not null,
  headline delivery.one_line not null,
  standfirst text not null,
  byline text,
  section json not null,
  tags json not null,
  lead_image json,
  rights json not null,
  corrections json not null,
  word_count int not null,
  reading_minutes smallint not null,
  urgency smallint not null,
  first_published_at timestamptz not null,
  published_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz,
  changed_at timestamptz not null,
  body json not null,
  primary key (id, version)
);

-- Every version of the stories that are public now.
create view delivery.article_versions as
select
  v.id, v.slug, v.version, v.type, v.language, v.headline, v.standfirst, v.byline, v.section, v.tags, v.lead_image, v.rights,
  v.corrections, v.word_count, v.reading_minutes, v.urgency, v.first_published_at, v.published_at, v.updated_at, a.expires_at,
  v.changed_at, v.body
from delivery.article_version_rows v
join delivery.articles a on a.id = v.id
union all
select
  id, slug, version, type, language, headline, standfirst, byline, section, tags, lead_image, rights, corrections, word_count,
  reading_minutes, urgency, first_published_at, published_at, updated_at, expires_at, changed_at, body
from delivery.articles;

-- Stories that have expired and still stand in what is kept ready: counts leave them out.
create view delivery.expired as
select id, section_ids, tag_ids from delivery.article_rows where expires_at <= now();

grant select on delivery.article_versions, delivery.expired to newsapi_delivery;
