using Microsoft.Extensions.Logging;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Http;

/// <summary>Tests of the sample newsroom after which it must not have logged any warning: whatever clients send, it is not a
/// fault of the service.</summary>
[Collection(NewsroomCollection.Name)]
public abstract class QuietTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private int _warnings;

    protected Newsroom Newsroom { get; } = fixture.Sample;

    Task IAsyncLifetime.InitializeAsync()
    {
        _warnings = Newsroom.Logs.AtLeast(LogLevel.Warning).Count;
        return Task.CompletedTask;
    }

    Task IAsyncLifetime.DisposeAsync()
    {
        Assert.Empty(Newsroom.Logs.AtLeast(LogLevel.Warning).Skip(_warnings));
        return Task.CompletedTask;
    }
}
