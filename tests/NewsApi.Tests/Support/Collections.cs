using Xunit;

namespace NewsApi.Tests.Support;

/// <summary>Tests that mostly read. Those of one collection share a server, and xunit runs them one after the other; of several
/// collections, as many at once as there are processors.</summary>
[CollectionDefinition(Name)]
public sealed class NewsroomCollection : ICollectionFixture<NewsroomFixture>
{
    public const string Name = "newsroom";
}

/// <summary>Tests that mostly write and publish.</summary>
[CollectionDefinition(Name)]
public sealed class EditingCollection : ICollectionFixture<NewsroomFixture>
{
    public const string Name = "editing";
}

/// <summary>Tests of imports, exports and other commands.</summary>
[CollectionDefinition(Name)]
public sealed class ImportingCollection : ICollectionFixture<NewsroomFixture>
{
    public const string Name = "importing";
}

/// <summary>Tests of what is pushed, which mostly wait.</summary>
[CollectionDefinition(Name)]
public sealed class PushingCollection : ICollectionFixture<NewsroomFixture>
{
    public const string Name = "pushing";
}

/// <summary>Tests that hold the service to a time, or break something: they have the machine for themselves, after all others.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection : ICollectionFixture<NewsroomFixture>
{
    public const string Name = "alone";
}
