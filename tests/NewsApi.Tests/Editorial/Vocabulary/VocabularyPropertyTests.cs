using CsCheck;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Vocabulary;

/// <summary>Whatever editors do with sections, tags and stories, in whatever order, readers see what a plain model in memory
/// says.</summary>
[Collection(EditingCollection.Name)]
public sealed class VocabularyPropertyTests(NewsroomFixture fixture)
{
    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Enum<Deed>(),
        Gen.Int[0, 59],
        Gen.Int[0, 59],
        Gen.Int[0, 59],
        (deed, a, b, c) => new Step(deed, a, b, c)
    );

    [Fact]
    public async Task After_each_step_of_any_history_readers_see_what_the_model_says()
    {
        await Steps
            .Array[10, 25]
            .SampleAsync(
                async steps =>
                {
                    await using var newsroom = await fixture.StartAsync();
                    using var desk = await EditorialClient.ForAsync(newsroom);
                    var model = new ModelNewsroom();
                    var history = new VocabularyHistory(desk, new Editor(newsroom), model);
                    var readers = new PublicSide(newsroom, desk, model);
                    await history.BeginAsync();
                    await readers.MustBeAsInTheModelAsync();
                    foreach (var step in steps)
                    {
                        await history.DoAsync(step);
                        await readers.MustBeAsInTheModelAsync();
                    }
                },
                iter: 10,
                threads: 1
            );
    }
}
