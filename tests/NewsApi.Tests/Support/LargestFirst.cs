using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("NewsApi.Tests.Support.LargestFirst", "NewsApi.Tests")]

namespace NewsApi.Tests.Support;

/// <summary>Has the collections that take longest started first: of those that are started last, one would run alone in the end.
/// </summary>
public sealed class LargestFirst : ITestCollectionOrderer
{
    private static readonly string[] Largest =
    [
        NewsroomCollection.Name,
        EditingCollection.Name,
        ImportingCollection.Name,
        PushingCollection.Name,
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection =>
            Array.IndexOf(Largest, collection.DisplayName) is >= 0 and var place ? place : Largest.Length
        );
}
