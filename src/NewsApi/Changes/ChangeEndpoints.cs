using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Changes;

public static class ChangeEndpoints
{
    private const string ResumeHeader = "Last-Event-ID";

    public static void MapChanges(this IEndpointRouteBuilder v1)
    {
        var changes = v1.MapGroup("/changes").WithTags("Changes");
        changes
            .MapGet("", ListAsync)
            .WithMetadata(new TakesItsTime())
            .WithName("listChanges")
            .Answers<ChangePage>("A part of the change log.", paged: true)
            .Refuses(ProblemType.InvalidRequest);
        changes
            .MapGet("/stream", StreamAsync)
            .WithMetadata(new TakesItsTime())
            .WithName("streamChanges")
            .Answers<string>(
                "Events, each with `id` (the change's `seq`), `event` (its `kind`) and `data` (a change as JSON).",
                conditional: false,
                mediaType: MediaTypes.EventStream
            )
            .WithAnswerExample(
                """
                retry: 2000
                id: 40

                id: 41
                event: updated
                data: {"seq":41,"kind":"updated","at":"2026-11-23T09:30:00Z","articleId":"01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42","slug":"how-the-world-mended-the-ozone-layer","version":2,"impact":"major"}


                """
            )
            .Refuses(ProblemType.InvalidRequest);
    }

    /// <summary>Follow what changes</summary>
    /// <remarks>Every publication, update, correction and takedown in the order in which they became public, from the
    /// beginning of time, leaving nothing out. To mirror stories, go on from <c>after</c> of each answer: what is <c>published</c>,
    /// <c>updated</c> or <c>corrected</c> is stored, what is <c>withdrawn</c>, <c>expired</c> or has <c>left</c> is removed.
    /// Begin with an export, or with <c>after=0</c>.<br/><br/>With a filter it tells of just the stories that match: <c>left</c>
    /// says of one that it is public still but matches no longer.<br/><br/>A place that the log has not reached is refused: it
    /// comes from another database, or from this one before it was restored from a copy. Begin with an export then.</remarks>
    private static async Task<IResult> ListAsync(
        [AsParameters] ListChangesQuery query,
        ChangeLog log,
        ChangePresenter presenter,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var filter = new ChangeFilter(query.Filter, query.Names, query.Readers);
        var wanted = new ChangesWanted(filter, query.Most);
        var seen = await log.ReadAsync(query.Place, wanted, query.Patience, cancellationToken);
        if (seen.IsBeyondEnd)
            return BeyondEnd("after", seen);
        var (changes, changedAt) = await presenter.PresentAsync(seen.Changes, query, filter, cancellationToken);
        var links = new ChangeLinks(Address(http, site, query.Place), Address(http, site, seen.After));
        var page = new ChangePage(changes, seen.After, seen.HasMore, links);
        return new Representation(Representation.Json(page, NewsJsonContext.Wire.ChangePage), MediaTypes.Json)
        {
            ChangedAt = changedAt ?? seen.ChangedAt,
            // No cache may keep a takedown from whoever asks for it.
            Freshness = Freshness.None,
            SurrogateKeys = ["changes"],
            Links = [$"<{links.Next}>; rel=\"next\""],
        };
    }

    /// <summary>Stream what changes</summary>
    /// <remarks>The changes as Server-Sent Events, as they happen: for <c>EventSource</c> in a browser, or any HTTP client that
    /// reads an answer line by line. The connection stays open.<br/><br/>After a loss of the connection <c>Last-Event-ID</c>
    /// resumes it, which browsers send by themselves: nothing is lost, however long it took. An <c>id</c> also comes alone now and
    /// then, without an event, to keep that place up to date; comments keep idle connections alive.</remarks>
    /// <param name="lastEventId">The <c>id</c> received last: the stream goes on behind it.</param>
    private static async Task<IResult> StreamAsync(
        [AsParameters] StreamChangesQuery query,
        [FromHeader(Name = ResumeHeader)] Parameter<SequenceNumber>? lastEventId,
        ChangeLog log,
        ChangePresenter presenter,
        TimeProvider time,
        IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken
    )
    {
        var after = lastEventId?.Value.Value ?? query.After?.Value.Value ?? await log.FindEndAsync(cancellationToken);
        var next = await log.ListenAsync(
            after,
            new(ChangeFilter.Everything, Most: 1),
            TimeSpan.Zero,
            cancellationToken
        );
        return next.IsBeyondEnd
            ? BeyondEnd(lastEventId is null ? "after" : ResumeHeader, next)
            : new ChangeStream(after, query, log, presenter, time, lifetime.ApplicationStopping);
    }

    private static ProblemResult BeyondEnd(string parameter, ChangesSeen seen)
    {
        var faults = new Faults();
        faults.Add(
            parameter,
            $"The change log ends at {seen.End}; {seen.After} has not happened. The place comes from another database, or from before this one was restored from a copy: begin anew, with GET /v1/export."
        );
        return ProblemResult.Invalid(faults);
    }

    private static string Address(HttpContext http, Site site, long after)
    {
        var others = http
            .Request.Query.Where(parameter => parameter.Key != "after")
            .Select(parameter => KeyValuePair.Create(parameter.Key, parameter.Value.ToString()));
        var query = new QueryBuilder(others.Prepend(new("after", after.ToString(CultureInfo.InvariantCulture))));
        return site.BaseUrl + http.Request.Path.ToUriComponent() + query.ToQueryString();
    }
}
