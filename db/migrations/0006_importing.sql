-- Publishing many stories at once, as imports do: an index entry that they share is written once for all of them, and not
-- once for each.

-- New stories first go to the index's pending list and are moved from there together, before the transaction that publishes
-- them ends: no search has to look through that list.
alter index delivery.article_index_keys set (fastupdate = on);
-- Only an index's owner may move them, and publishers are not.
create function delivery.settle_index() returns void
language sql security definer set search_path = pg_catalog
as $settle$
  select gin_clean_pending_list('delivery.article_index_keys');
$settle$;
revoke execute on function delivery.settle_index() from public;
grant execute on function delivery.settle_index() to newsapi_editorial;
