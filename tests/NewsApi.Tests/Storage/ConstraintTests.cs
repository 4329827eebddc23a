using Dapper;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Storage;

/// <summary>The rules that hold whatever the program does: each is tried with SQL as the owner, in a transaction that is
/// never committed.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class ConstraintTests(NewsroomFixture fixture)
{
    public static TheoryData<string, string> Violations =>
        new()
        {
            {
                "A section can't be its own ancestor",
                """
                    update editorial.sections set parent_id = (select id from editorial.sections where slug = 'space'), depth = 2
                    where slug = 'science'
                    """
            },
            {
                "A section stands one level below its parent",
                "update editorial.sections set depth = 3 where slug = 'space'"
            },
            {
                "A slug of a section, former or present, is given once",
                "insert into editorial.section_slugs (slug, section_id) select 'science', id from editorial.sections where slug = 'space'"
            },
            {
                "A present slug is in the history of slugs",
                "update editorial.sections set slug = 'new-name' where slug = 'space'"
            },
            {
                "A tag's parent has the same type",
                """
                    update editorial.tags set parent_id = (select id from editorial.tags where type = 'topic' and depth = 0 limit 1), depth = 1
                    where type = 'person' and slug = (select min(slug::text) from editorial.tags where type = 'person')
                    """
            },
            { "A tag has a type of the trade", "update editorial.tags set type = 'mood' where slug = 'europe'" },
            {
                "A story's slug, former or present, is given once",
                """
                    insert into editorial.article_slugs (slug, article_id)
                    select 'the-day-samoa-skipped', id from editorial.articles limit 1
                    """
            },
            {
                "A story bears a tag once",
                "insert into editorial.article_tags select article_id, 99, tag_id from editorial.article_tags"
            },
            { "Two tags of a story can't have one position", "update editorial.article_tags set position = 0" },
            { "A tag that a story bears stays", "delete from editorial.tags where slug = 'europe'" },
            { "A section that has stories stays", "delete from editorial.sections where slug = 'space'" },
            {
                "A scheduled story has a time",
                "update editorial.articles set publish_at = null where state = 'scheduled'"
            },
            { "A story has a state of the trade", "update editorial.articles set state = 'secret'" },
            { "A slug is lower-case kebab", "update delivery.sections set slug = 'Not A Slug' where slug = 'space'" },
            {
                "A withdrawn duplicate names its replacement",
                "update delivery.tombstones set replaced_by = null where kind = 'duplicate'"
            },
            {
                "The change log has no number twice",
                "insert into delivery.changes select * from delivery.changes limit 1"
            },
            { "There is one counter of changes", "insert into delivery.change_counter (seq) values (1)" },
        };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task The_database_holds_to(string rule, string violation)
    {
        await using var connection = new NpgsqlConnection(fixture.Sample.Connections.Owner);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        var refusal = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            var changed = await connection.ExecuteAsync(violation, transaction: transaction);
            Assert.True(changed > 0, $"{rule}: the violation touched no row, so it proves nothing.");
            await connection.ExecuteAsync("set constraints all immediate", transaction: transaction);
        });

        // Class 23: integrity constraint violation.
        Assert.StartsWith("23", refusal.SqlState, StringComparison.Ordinal);
    }
}
