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
                "delivery.article_index",
                "delivery.article_sections",
                "delivery.article_slugs",
                "delivery.article_tags",
                "delivery.article_versions",
                "delivery.articles",
                "delivery.changes",
                "delivery.cursor_key",
                "delivery.expired",
                "delivery.facet_counts",
                "delivery.gone",
                "delivery.languages",
                "delivery.last_change",
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
