-- What lists, counts, facets and full text search go by: one narrow row for each public story, apart from the wide row that
-- an answer shows. Written by the publish transaction together with it.

-- A term is what is left of a word when its endings are gone. Ids, because they make an index a third as large.
create table delivery.terms (
  id int generated always as identity primary key,
  lexeme text collate "C" not null unique
);

-- Words as they were written, for mending misspelt queries: a word is found by what is left of it without one of its letters.
create table delivery.words (
  word text collate "C" primary key,
  shortened text[] not null
);
create index on delivery.words using gin (shortened) with (fastupdate = off);

-- The keys by which the inverted index finds a story: one for each term, and one more for each tier that the term's level
-- (its last six bits) reaches; numbers below zero are lists and stay as they are. TermKey in the program says the same.
create function delivery.index_keys(terms int[]) returns int[]
language sql immutable strict parallel safe cost 1000
return (
  select
    coalesce(array_agg(case when term < 0 then term else term >> 6 << 3 end), '{}')
    || coalesce(array_agg((term >> 6 << 3) + 1) filter (where term > 0 and term & 63 >= 26), '{}')
    || coalesce(array_agg((term >> 6 << 3) + 2) filter (where term > 0 and term & 63 >= 34), '{}')
    || coalesce(array_agg((term >> 6 << 3) + 3) filter (where term > 0 and term & 63 >= 40), '{}')
    || coalesce(array_agg((term >> 6 << 3) + 4) filter (where term > 0 and term & 63 >= 46), '{}')
    || coalesce(array_agg((term >> 6 << 3) + 5) filter (where term > 0 and term & 63 >= 50), '{}')
    || coalesce(array_agg((term >> 6 << 3) + 6) filter (where term > 0 and term & 63 >= 54), '{}')
    || coalesce(array_agg((term >> 6 << 3) + 7) filter (where term > 0 and term & 63 >= 57), '{}')
  from unnest(terms) term
);

create table delivery.article_index_rows (
  article_id uuid primary key references delivery.article_rows on delete cascade,
  published_at timestamptz not null,
  updated_at timestamptz not null,
  first_published_at timestamptz not null,
  expires_at timestamptz,
  type delivery.article_type not null,
  language delivery.language not null,
  -- The section itself is the last of its path.
  section_ids int[] not null,
  tag_ids int[] not null,
  -- See TermKey: terms with their levels and the story's lists, ascending; and for each in which fields the term stands.
  terms int[] not null,
  fields bytea not null check (length(fields) = cardinality(terms))
);
-- Rows stay in one piece: a ranking reads the terms of thousands of them.
alter table delivery.article_index_rows set (toast_tuple_target = 8160);
alter table delivery.article_index_rows alter column terms set storage main;
alter table delivery.article_index_rows alter column fields set storage main;

create index on delivery.article_index_rows (published_at desc, article_id desc);
create index on delivery.article_index_rows (updated_at desc, article_id desc);
create index on delivery.article_index_rows (first_published_at desc, article_id desc);
create index on delivery.article_index_rows (expires_at) where expires_at is not null;
-- No pending list: a search must not pay for what was published since the last vacuum.
create index article_index_keys on delivery.article_index_rows using gin (delivery.index_keys(terms)) with (fastupdate = off);
-- Every 128th story, chosen by the random part of its id: how common a word is in a large archive is counted there.
create index article_index_sample on delivery.article_index_rows using gin (delivery.index_keys(terms))
  with (fastupdate = off) where get_byte(uuid_send(article_id), 15) < 2;

create view delivery.article_index as
select
  article_id, published_at, updated_at, first_published_at, expires_at, type, language, section_ids, tag_ids, terms, fields
from delivery.article_index_rows
where expires_at is null or expires_at > now();

-- The folded text of a story, one line for each field: phrases are looked for in it.
alter table delivery.article_rows add column lines text collate "C" not null default '';
create or replace view delivery.articles as
select
  id, slug, version, type, language, headline, standfirst, byline, section_id, section_ids, tag_ids, section, tags, lead_image,
  rights, corrections, word_count, reading_minutes, urgency, first_published_at, published_at, updated_at, expires_at,
  changed_at, body, lines
from delivery.article_rows
where expires_at is null or expires_at > now();

-- Lists are walked along these orders on the narrow rows now.
drop index delivery.article_rows_published_at_id_idx;
drop index delivery.article_rows_updated_at_id_idx;
drop index delivery.article_rows_first_published_at_id_idx;

-- Facets over everything and over a section, kept ready. Section 0 stands for all stories; a story counts in its section and
-- in each above it. A language counts its regional forms too, as filters do; days are those of UTC.
create table delivery.facet_counts (
  section_id int not null,
  facet text not null check (facet in ('type', 'language', 'day')),
  value text collate "C" not null,
  article_count int not null check (article_count >= 0),
  primary key (section_id, facet, value)
);

create function delivery.facet_values(type text, language text, published_at timestamptz)
returns table (facet text, value text)
language sql stable parallel safe
as $values$
  select 'type', type
  union all
  select 'day', to_char(published_at at time zone 'UTC', 'YYYY-MM-DD')
  union all
  select 'language', array_to_string((string_to_array(language, '-'))[:n], '-')
  from generate_series(1, cardinality(string_to_array(language, '-'))) n
$values$;

create table delivery.section_tags (
  section_id int not null references delivery.sections,
  tag_id int not null references delivery.tags,
  article_count int not null check (article_count >= 0),
  primary key (section_id, tag_id)
);
create index on delivery.section_tags (section_id, article_count desc, tag_id);

create table delivery.languages (
  language delivery.language primary key,
  article_count int not null check (article_count >= 0)
);

insert into delivery.facet_counts (section_id, facet, value, article_count)
select s.id, v.facet, v.value, count(*)
from delivery.article_rows a
cross join lateral unnest(0 || a.section_ids) s (id)
cross join lateral delivery.facet_values(a.type, a.language, a.published_at) v
group by 1, 2, 3;
insert into delivery.section_tags (section_id, tag_id, article_count)
select s.id, t.id, count(*)
from delivery.article_rows a, unnest(a.section_ids) s (id), unnest(a.tag_ids) t (id)
group by 1, 2;
insert into delivery.languages (language, article_count)
select language, count(*) from delivery.article_rows group by 1;

-- Whether a story has expired that still stands in the lists and counts: then what is kept ready is not exact.
create view delivery.unswept as
select exists (select from delivery.article_rows where expires_at <= now()) as any;

-- Most statements end up reading few rows, which the planner does not know: to compile them, to start parallel workers, or to
-- make room for remembering 100,000s of rows takes longer than to run them. And a set of 100,000s of stories must fit into memory as it is: where it does not, each of
-- them has its keys made once more.
do $settings$
declare
  setting text;
begin
  foreach setting in array
    array[
      'jit = off', 'max_parallel_workers_per_gather = 0', 'enable_memoize = off', 'work_mem = "64MB"',
      'random_page_cost = 1.1'
    ]
  loop
    execute format('alter database %I set %s', current_database(), setting);
  end loop;
exception when insufficient_privilege then
  raise notice 'Only the owner of a database can give it settings; db/README.md says which it should have.';
end
$settings$;

grant select on
  delivery.terms, delivery.words, delivery.article_index, delivery.facet_counts,
  delivery.section_tags, delivery.languages, delivery.unswept
to newsapi_delivery;
grant usage on all sequences in schema delivery to newsapi_editorial;
