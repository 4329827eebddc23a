using Dapper;
using NewsApi.Search;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Search;

[Collection(NewsroomCollection.Name)]
public sealed class StemmersTests(NewsroomFixture fixture)
{
    [Theory]
    [InlineData("en", "english_stem")]
    [InlineData("en-GB", "english_stem")]
    [InlineData("nn", "norwegian_stem")]
    [InlineData("sr-Latn-RS", "serbian_stem")]
    [InlineData("ja", "simple")]
    [InlineData("eng", "simple")]
    [InlineData("", "simple")]
    public void The_first_part_of_a_language_tag_decides(string language, string dictionary) =>
        Assert.Equal(dictionary, Stemmers.Of(language));

    [Fact]
    public void Languages_and_dictionaries_have_the_same_order() =>
        Assert.Equal(Stemmers.Dictionaries, Stemmers.Languages.Select(Stemmers.Of));

    [Fact]
    public async Task PostgreSQL_has_every_dictionary()
    {
        await using var connection = new NpgsqlConnection(fixture.Sample.Connections.Owner);
        string[] dictionaries = [.. Stemmers.Dictionaries.Append(Stemmers.None).Distinct(StringComparer.Ordinal)];

        var known = await connection.QueryAsync<string>(
            "select d from unnest(@dictionaries) d where ts_lexize(d::regdictionary, 'x') is not null",
            new { dictionaries }
        );

        Assert.Equal(dictionaries, known);
    }
}
