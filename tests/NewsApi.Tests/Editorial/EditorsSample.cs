using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Access;
using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>A copy of the sample newsroom for the tests of one class, which may write to it, and keys of every sort.</summary>
public sealed class EditorsSample(NewsroomFixture fixture) : IAsyncLifetime
{
    public Newsroom Newsroom { get; private set; } = null!;

    public EditorClient Editor { get; private set; } = null!;

    /// <summary>May not write.</summary>
    public ApiKey Reading { get; private set; } = null!;

    public ApiKey Revoked { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Newsroom = await fixture.StartAsync();
        await Newsroom.Services.GetRequiredService<SampleContent>().LoadIntoEmptyAsync(CancellationToken.None);
        Editor = await EditorClient.StartAsync(Newsroom);
        var keys = Newsroom.Services.GetRequiredService<KeyStore>();
        Reading = await keys.CreateAsync(new("reading room", [Scopes.ContentRead]), CancellationToken.None);
        Revoked = await keys.CreateAsync(new("lost phone", Scopes.All), CancellationToken.None);
        await keys.RevokeAsync(Revoked.Id, CancellationToken.None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>What Swagger UI would send, with a good key and entity tag, but for what a test changes.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        EditorialOperation operation,
        Action<HttpRequestMessage>? change = null,
        string? target = null,
        string? mediaType = null
    )
    {
        using var request = operation.Request(target, mediaType);
        if (operation.NeedsKey)
            request.Headers.Add("X-Api-Key", Editor.Key.Text);
        if (operation.NeedsIfMatch)
            request.Headers.IfMatch.Add(await ETagAsync(operation));
        change?.Invoke(request);
        return await Newsroom.Client.SendAsync(request);
    }

    /// <summary>The entity tag of what the operation would change.</summary>
    public async Task<EntityTagHeaderValue> ETagAsync(EditorialOperation operation)
    {
        using var present = await Editor.SendAsync(HttpMethod.Get, operation.ResourcePath);
        return present.Headers.ETag
            ?? throw new InvalidOperationException($"{operation.ResourcePath} has no ETag: {present.StatusCode}.");
    }
}
