using System.Text.Json.Nodes;
using NewsApi.Tests.Contract;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Changes;

/// <summary>An event as a browser dispatches it.</summary>
internal sealed record ReceivedEvent(long Id, string Kind, JsonNode Change);

/// <summary>Listens to a stream as <c>EventSource</c> does, and holds every line against the contract.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly ContractValidation Contract = new(ContractDocumentFile.Load());
    private static readonly HttpClient Client = new();

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventReader(HttpResponseMessage response, StreamReader lines) => (_response, _lines) = (response, lines);

    /// <summary>What is sent as <c>Last-Event-ID</c> to go on from here.</summary>
    public string? LastEventId { get; private set; }

    /// <summary>In milliseconds; null until it was said.</summary>
    public int? Retry { get; private set; }

    public HttpResponseMessage Response => _response;

    /// <summary>Opens a stream, and has read the place that it begins at.</summary>
    public static async Task<EventReader> OpenAsync(Newsroom newsroom, string query = "", string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(newsroom.BaseAddress, "/v1/changes/stream" + (query.Length > 0 ? "?" + query : ""))
        );
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var reader = new EventReader(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        Assert.True(response.IsSuccessStatusCode, response.ToString());
        Assert.Null((await reader.BlockAsync())?.Kind);
        return reader;
    }

    /// <summary>The next event, or null at the end of the stream.</summary>
    public async Task<ReceivedEvent?> NextAsync()
    {
        while (await BlockAsync() is { } block)
        {
            if (block.Data is { } data)
                return new(long.Parse(LastEventId!, null), block.Kind!, JsonNode.Parse(data)!);
        }
        return null;
    }

    public async Task<IReadOnlyList<ReceivedEvent>> TakeAsync(int number)
    {
        var events = new List<ReceivedEvent>();
        while (events.Count < number)
            events.Add(await NextAsync() ?? throw new InvalidOperationException("The stream has ended."));
        return events;
    }

    /// <summary>What comes up to the next empty line; null at the end.</summary>
    public async Task<(string? Kind, string? Data)?> BlockAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        string? id = null,
            kind = null,
            data = null;
        while (await _lines.ReadLineAsync(patience.Token) is { } line)
        {
            Assert.Empty(Contract.EventFaults(line));
            if (line.Length == 0)
            {
                LastEventId = id ?? LastEventId;
                return (kind, data);
            }
            var value = line[(line.IndexOf(':') + 1)..].TrimStart();
            switch (line.Split(':')[0])
            {
                case "id":
                    id = value;
                    break;
                case "event":
                    kind = value;
                    break;
                case "data":
                    data = value;
                    break;
                case "retry":
                    Retry = int.Parse(value, null);
                    break;
                default:
                    break;
            }
        }
        return null;
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
