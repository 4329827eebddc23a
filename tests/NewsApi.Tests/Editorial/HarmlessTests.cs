using Microsoft.Extensions.Logging;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Tests of requests after which everything must be stored as it was before, and the service must not have logged a
/// warning.</summary>
[Collection(EditingCollection.Name)]
public abstract class HarmlessTests(EditorsSample shared) : IAsyncLifetime
{
    private IReadOnlyList<string> _before = [];
    private int _warnings;

    protected EditorsSample Shared { get; } = shared;

    protected Newsroom Newsroom => Shared.Newsroom;

    async Task IAsyncLifetime.InitializeAsync()
    {
        _before = await Newsroom.Connections.TableHashesAsync();
        _warnings = Newsroom.Logs.AtLeast(LogLevel.Warning).Count;
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        Assert.Equal(_before, await Newsroom.Connections.TableHashesAsync());
        Assert.Empty(Newsroom.Logs.AtLeast(LogLevel.Warning).Skip(_warnings));
    }
}
