using CsCheck;
using NewsApi.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace NewsApi.Tests.Visibility;

/// <summary>Whatever happens in a newsroom, in whatever order, readers see exactly the stories that a simple model says are
/// public, on every path there is; and holders of keys that open a part of these, exactly that part.</summary>
[Collection(EditingCollection.Name)]
public sealed class VisibilityPropertyTests(NewsroomFixture fixture, ITestOutputHelper output)
{
    private const int Histories = 4;

    [Fact]
    public Task Every_path_shows_what_is_public_and_nothing_else() =>
        HistoryStep
            .Histories(least: 12, most: 30)
            .SampleAsync(
                async history =>
                {
                    var newsroom = await ModelNewsroom.StartAsync(fixture);
                    var readers = new Readers(newsroom);
                    var partial = await PartialReader.AllAsync(newsroom, readers);
                    await readers.LookAsync(noticeable: true);
                    foreach (var (number, step) in history.Index())
                    {
                        var noticeable = await newsroom.DoAsync(step);
                        try
                        {
                            await readers.LookAsync(noticeable);
                            foreach (var reader in partial)
                                reader.Follow();
                            await partial[number % partial.Count].LookAsync();
                        }
                        catch (Exception)
                        {
                            output.WriteLine($"After {step} of:\n{string.Join('\n', history.AsEnumerable())}");
                            throw;
                        }
                    }
                },
                iter: Histories,
                threads: 1
            );

    /// <summary>A new path is in the property by itself; this says that there is something to it.</summary>
    [Fact]
    public void Every_public_operation_is_looked_at()
    {
        var operations = new PublicPaths(Contract.ContractDocumentFile.Load()).Operations.ToList();

        Assert.Superset(
            new HashSet<string>(
                ["listArticles", "getArticle", "listRelatedArticles", "listSections", "listTags", "listChanges"],
                StringComparer.Ordinal
            ),
            operations.ToHashSet(StringComparer.Ordinal)
        );
    }
}
