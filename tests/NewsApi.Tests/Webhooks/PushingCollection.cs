using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Webhooks;

/// <summary>Tests of what is pushed mostly wait, so they run beside all others, on a server of their own.</summary>
[CollectionDefinition(Name)]
public sealed class PushingCollection : ICollectionFixture<NewsroomFixture>
{
    public const string Name = "pushing";
}
