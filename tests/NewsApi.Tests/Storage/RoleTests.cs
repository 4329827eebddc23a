using Dapper;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Storage;

/// <summary>What keeps the unpublished unseen even from a fault in the delivery side's own SQL.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class RoleTests(NewsroomFixture fixture)
{
    [Fact]
    public async Task The_delivery_role_reads_just_what_it_was_granted_in_the_schema_delivery()
    {
        await using var owner = new NpgsqlConnection(fixture.Sample.Connections.Owner);
        var relations = await owner.QueryAsync<(string Name, bool Granted)>(
            """
            select format('%I.%I', n.nspname, c.relname),
              has_schema_privilege('newsapi_delivery', n.oid, 'usage')
                and has_table_privilege('newsapi_delivery', c.oid, 'select')
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'v', 'm', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
            """
        );
        var readable = relations.Where(relation => relation.Granted).Select(relation => relation.Name).Order();

        Assert.Equal(
            [
                "delivery.archive",
                "delivery.article_index",
                "delivery.article_sections",
                "delivery.article_slugs",
                "delivery.article_tags",
                "delivery.article_versions",
                "delivery.articles",
                "delivery.change_terms",
                "delivery.changes",
                "delivery.cursor_key",
                "delivery.expired",
                "delivery.facet_counts",
                "delivery.gone",
                "delivery.languages",
                "delivery.last_change",
                "delivery.log_end",
                "delivery.schema_versions",
                "delivery.section_slugs",
                "delivery.section_tags",
                "delivery.sections",
                "delivery.tag_phrases",
                "delivery.tag_slugs",
                "delivery.tags",
                "delivery.terms",
                "delivery.unswept",
                "delivery.words",
            ],
            readable
        );
    }

    public static TheoryData<string> Forbidden =>
        [
            "select * from editorial.articles",
            "select * from editorial.revisions",
            "select * from editorial.tags",
            "select * from editorial.keys",
            "select * from editorial.preview_key",
            "select * from editorial.idempotent_answers",
            "select * from editorial.article_events",
            "select * from editorial.article_sources",
            "select * from editorial.article_slugs",
            "select * from delivery.article_version_rows",
            "select * from delivery.article_rows",
            "select * from delivery.article_index_rows",
            "select * from delivery.tombstones",
            "insert into delivery.tags select * from delivery.tags",
            "update delivery.change_counter set seq = 0",
            "delete from delivery.article_slugs",
            "truncate delivery.changes",
            "drop view delivery.articles",
            "create table delivery.mine (id int)",
            "create table public.mine (id int)",
            "create schema mine",
            "set role newsapi_editorial",
            "set session authorization postgres",
            "select pg_read_file('/etc/hostname')",
            "copy delivery.tags to program 'true'",
        ];

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task The_delivery_role_is_refused_everything_else(string sql)
    {
        await using var connection = new NpgsqlConnection(fixture.Sample.Connections.Delivery);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(sql));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    /// <summary>By the catalog, so that a table that is added later is tested from then on.</summary>
    [Fact]
    public async Task The_delivery_role_does_nothing_to_any_table_but_read_those_of_the_schema_delivery()
    {
        var relations = await AskOwnerAsync<string>(
            """
            select format('%I.%I', n.nspname, c.relname)
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'v', 'm', 'p') and n.nspname in ('editorial', 'delivery')
            """
        );
        Assert.Contains("editorial.keys", relations);
        await using var connection = new NpgsqlConnection(fixture.Sample.Connections.Delivery);
        await connection.OpenAsync();
        foreach (var relation in relations)
        {
            string[] writes =
            [
                $"insert into {relation} select * from {relation}",
                $"insert into {relation} default values",
                $"delete from {relation}",
                $"truncate {relation}",
                $"alter table {relation} owner to newsapi_delivery",
                $"drop table {relation}",
                $"create trigger mine before insert on {relation} execute function delivery.mine()",
            ];
            string[] reads =
            [
                $"select * from {relation}",
                $"select count(*) from {relation}",
                $"copy {relation} to stdout",
                $"table {relation} for update",
            ];
            foreach (
                var sql in relation.StartsWith("editorial.", StringComparison.Ordinal) ? [.. reads, .. writes] : writes
            )
                await AssertRefusedAsync(connection, sql);
        }
        var columns = await AskOwnerAsync<string>(
            """
            select format('update %I.%I set %I = %I', table_schema, table_name, column_name, column_name)
            from information_schema.columns
            where table_schema in ('editorial', 'delivery')
            """
        );
        foreach (var update in columns)
            await AssertRefusedAsync(connection, update);
    }

    [Fact]
    public async Task The_delivery_role_holds_no_other_privilege()
    {
        var held = await AskOwnerAsync<string>(
            """
            select format('%s on table %s', p.privilege, c.oid::regclass)
            from pg_class c, unnest(array['insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as p (privilege)
            where c.relkind in ('r', 'v', 'm', 'p', 'f')
              and c.relnamespace::regnamespace::text in ('editorial', 'delivery', 'public')
              and (
                has_table_privilege('newsapi_delivery', c.oid, p.privilege)
                or p.privilege in ('insert', 'update', 'references')
                and has_any_column_privilege('newsapi_delivery', c.oid, p.privilege)
              )
            union all
            select format('%s on sequence %s', p.privilege, c.oid::regclass)
            from pg_class c, unnest(array['usage', 'select', 'update']) as p (privilege)
            where c.relkind = 'S'
              and c.relnamespace::regnamespace::text in ('editorial', 'delivery', 'public')
              and has_sequence_privilege('newsapi_delivery', c.oid, p.privilege)
            union all
            select format('%s on schema %s', p.privilege, n.nspname)
            from pg_namespace n, unnest(array['create', 'usage']) as p (privilege)
            where n.nspname in ('editorial', 'delivery', 'public')
              and has_schema_privilege('newsapi_delivery', n.oid, p.privilege)
              and (n.nspname, p.privilege) <> ('delivery', 'usage')
            union all
            select format('create in database %s', datname)
            from pg_database
            where datname = current_database() and has_database_privilege('newsapi_delivery', oid, 'create')
            """
        );

        Assert.Empty(held);
    }

    [Fact]
    public async Task The_delivery_role_can_t_become_another_and_no_function_acts_for_it_as_another()
    {
        var ways = await AskOwnerAsync<string>(
            """
            select format('member of %s', r.rolname)
            from pg_roles r
            where r.rolname <> 'newsapi_delivery' and pg_has_role('newsapi_delivery', r.oid, 'member')
            union all
            select format('attributes of %s', rolname)
            from pg_roles
            where rolname = 'newsapi_delivery'
              and (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)
            union all
            select format('function %s', p.oid::regprocedure)
            from pg_proc p
            where p.prosecdef
              and p.pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
              and has_function_privilege('newsapi_delivery', p.oid, 'execute')
              and has_schema_privilege('newsapi_delivery', p.pronamespace, 'usage')
            """
        );
        Assert.Empty(ways);

        var definers = await AskOwnerAsync<string>(
            """
            select format('select %I.%I(%s)', n.nspname, p.proname,
              (select string_agg('null::' || format_type(t, null), ', ') from unnest(p.proargtypes) as t))
            from pg_proc p
            join pg_namespace n on n.oid = p.pronamespace
            where p.prosecdef and n.nspname in ('editorial', 'delivery')
            """
        );
        Assert.NotEmpty(definers);
        var roles = await AskOwnerAsync<string>("select rolname from pg_roles where rolname <> 'newsapi_delivery'");
        await using var connection = new NpgsqlConnection(fixture.Sample.Connections.Delivery);
        await connection.OpenAsync();
        foreach (var sql in definers)
            await AssertRefusedAsync(connection, sql);
        foreach (var role in roles)
        {
            await AssertRefusedAsync(connection, $"set role \"{role}\"");
            await AssertRefusedAsync(connection, $"set session authorization \"{role}\"");
        }
    }

    private async Task<IReadOnlyList<T>> AskOwnerAsync<T>(string sql)
    {
        await using var owner = new NpgsqlConnection(fixture.Sample.Connections.Owner);
        return [.. await owner.QueryAsync<T>(sql)];
    }

    private static async Task AssertRefusedAsync(NpgsqlConnection connection, string sql)
    {
        var refusal = await Record.ExceptionAsync(() => connection.ExecuteAsync(sql));
        Assert.True(
            // Of views and generated columns it is found first that nobody can write to them.
            refusal
                is PostgresException
                {
                    SqlState: PostgresErrorCodes.InsufficientPrivilege
                        or PostgresErrorCodes.ObjectNotInPrerequisiteState
                        or PostgresErrorCodes.WrongObjectType
                        or "428C9"
                },
            $"{sql}: {refusal?.Message ?? "was done"}"
        );
    }

    [Fact]
    public async Task The_editorial_role_writes_but_changes_no_structure()
    {
        await using var connection = new NpgsqlConnection(fixture.Sample.Connections.Editorial);

        Assert.True(await connection.ExecuteScalarAsync<int>("select count(*)::int from editorial.articles") > 0);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            connection.ExecuteAsync("alter table editorial.articles add column mine int")
        );
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }
}
