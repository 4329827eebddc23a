-- Two schemas and two roles: the promise that nothing unpublished can show is kept here, not in the application's code.
-- The schema delivery exists already: the list of applied migrations lives in it.
create schema editorial;

-- Roles belong to the whole server, so another database on it may have made them, at this very moment even.
do $roles$
begin
  begin
    create role newsapi_delivery login;
  exception when duplicate_object or unique_violation then null;
  end;
  begin
    create role newsapi_editorial login;
  exception when duplicate_object or unique_violation then null;
  end;
end
$roles$;

revoke all on schema public from public;
revoke all on schema editorial from public;
revoke all on schema delivery from public;

-- The delivery role reads what is public. Tables that hold rows before or after their public life are not granted
-- (see 0003), only views over them.
grant usage on schema delivery to newsapi_delivery;

grant usage on schema editorial, delivery to newsapi_editorial;
alter default privileges in schema editorial grant select, insert, update, delete on tables to newsapi_editorial;
alter default privileges in schema delivery grant select, insert, update, delete on tables to newsapi_editorial;

-- The words of the trade, as types. Domains, not enums: a new word is then one migration without an exclusive lock on rows.
create domain delivery.slug as text
  check (value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(value) <= 120);
create domain delivery.language as text
  check (value ~ '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$');
create domain delivery.article_type as text
  check (value in ('article', 'analysis', 'opinion', 'live', 'gallery', 'video', 'audio', 'brief'));
create domain delivery.tag_type as text
  check (value in ('topic', 'person', 'organisation', 'place', 'event', 'contributor', 'series', 'tone'));
create domain delivery.withdrawal_kind as text
  check (value in ('legal', 'rights', 'editorial', 'duplicate'));
create domain delivery.change_kind as text
  check (value in ('published', 'updated', 'corrected', 'withdrawn', 'expired'));
create domain delivery.impact as text
  check (value in ('major', 'minor'));
create domain delivery.one_line as text
  check (length(value) between 1 and 500 and value !~ '[[:cntrl:]]');
